"""Make docs/screenshots/*.png from the sample newsroom, as it is served.

    make demo DEMO_SERVE=0 && .venv/bin/claimtrack serve --db db/demo.db &
    .venv/bin/python docs/screenshots.py http://127.0.0.1:8001

Needs chromium and the development requirements. Each picture is under 150 KB.
"""

from __future__ import annotations

import json
import shutil
import sys
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).parent / "screenshots"
_MOST = 150_000  # bytes
# name → address, width, height, colour scheme, what to hover
SHOTS = {
    "home": ("/", 1100, 900, "light", None),
    "article": ("/-/article/25", 1000, 600, "light", "#text"),
    "article-reasons": ("/-/article/10", 1000, 560, "light", "mark.cue a.to-note >> nth=4"),
    "edit": ("/-/article/10#revisions", 1000, 600, "light", None),
    "story": ("/-/story/7", 1100, 900, "light", None),
    "compare": ("/-/group/GROUP#glance", 1000, 640, "light", None),
    "match": (
        "/-/match?q=Norvania+was+behind+the+intrusion+at+Meridian",
        *(1000, 760, "light", None),
    ),
    "source": ("/-/source?name=Norvania", 1000, 760, "light", None),
    "outlet": ("/-/outlet?name=The+Daily+Ledger", 1000, 760, "light", None),
    "search": ("/-/search?q=halden+data", 1000, 620, "light", None),
    "phone-dark": ("/-/article/25#text", 390, 780, "dark", None),
}


def main(address: str) -> None:
    """Take every picture."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name in SHOTS:
            path = _shoot(browser, address, name)
            print(f"{path.stat().st_size:7,} bytes  {path.name}")
            if path.stat().st_size > _MOST:
                sys.exit(f"{path}: larger than {_MOST:,} bytes")
        browser.close()


def _shoot(browser: Browser, address: str, name: str) -> Path:
    url, width, height, scheme, hover = SHOTS[name]
    if "GROUP" in url:
        url = url.replace("GROUP", _contradicted(address))
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page.goto(address + url)
    if hover:
        block = "center" if "to-note" in hover else "start"
        page.locator(hover).focus()
        page.locator(hover).evaluate("(e, block) => e.scrollIntoView({block})", block)
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    page.close()
    return path


def _contradicted(address: str) -> str:
    """The number of a group in which some assert what others deny."""
    query = "/demo/claim_group_list.json?opposed=1&_size=1&_shape=array"
    with urllib.request.urlopen(address + query) as answer:
        return str(json.load(answer)[0]["claim_group"])


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8001")
