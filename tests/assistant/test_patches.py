"""What is replaced inside Rasa is what we think it is; anything else stops the start."""

import unittest
from unittest import mock

from bot import patches


class PatchesTest(unittest.TestCase):
    def test_rasa_s_code_is_what_the_patches_were_written_for(self) -> None:
        for patch in patches.PATCHES:
            with self.subTest(patch.name):
                source = patches.source_sha256(patch.code())
                self.assertEqual(patch.source_sha256, source)

    def test_another_version_of_rasa_is_refused(self) -> None:
        with mock.patch("rasa.__version__", "3.6.22"), self.assertRaises(patches.RasaChangedError):
            patches.apply()

    def test_other_code_under_the_same_name_is_refused(self) -> None:
        changed = [patches.PATCHES[0]._replace(source_sha256="0" * 64)]
        with (
            mock.patch.object(patches, "PATCHES", changed),
            self.assertRaises(patches.RasaChangedError),
        ):
            patches.apply()


if __name__ == "__main__":
    unittest.main()
