"""The operator's commands: one small file each, all with `--json`."""
