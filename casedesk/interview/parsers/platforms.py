"""What people call the apps. Used where a name stands beside a username ("snap: jake_09").

The names on the right are option values of the question `platforms`; a test keeps them so.
"""

PLATFORM_OF = {
    alias: platform
    for platform, aliases in {
        "snapchat": "snapchat snap sc snapcht",
        "instagram": "instagram insta ig",
        "whatsapp": "whatsapp wa watsapp whatsap",
        "tiktok": "tiktok tt tik-tok",
        "discord": "discord disc dc",
        "roblox": "roblox rblx",
        "telegram": "telegram tele tg",
        "facebook": "facebook fb messenger",
        "x": "twitter x",
        "youtube": "youtube yt",
        "reddit": "reddit",
        "wizz": "wizz",
        "kik": "kik",
        "signal": "signal",
        "bereal": "bereal",
        "twitch": "twitch",
    }.items()
    for alias in aliases.split()
}

HOSTS = {
    "snapchat.com": "snapchat",
    "instagram.com": "instagram",
    "wa.me": "whatsapp",
    "tiktok.com": "tiktok",
    "discord.gg": "discord",
    "discord.com": "discord",
    "roblox.com": "roblox",
    "t.me": "telegram",
    "facebook.com": "facebook",
    "twitter.com": "x",
    "x.com": "x",
    "youtube.com": "youtube",
    "reddit.com": "reddit",
    "twitch.tv": "twitch",
    "kik.me": "kik",
}
