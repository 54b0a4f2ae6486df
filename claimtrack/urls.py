"""One form for every URL, so that an article has one identity however it is linked."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

from tld import get_tld

# Parameters that tell who linked, never what is linked (from the AdGuard and ClearURLs lists, and
# from the feeds of large outlets). A parameter that may choose the article (id, p, article) stays.
_TRACKING = re.compile(
    r"(?:utm|mc|mtm|pk|ito|itm|ga|hsa|vero|oly|at|ns|wt|stm|spm|sc|trk)_.*"
    r"|(?:fbc|gc|dc|msclk|twc|yc|ysc|igsh|wbra|gbra|mkt_|ttc|s_kwc|srs)l?id"
    r"|wt\.(?:mc|z|rss).*|ftcamp|cmp|cmpid|cid|ocid|ncid|icid|smid|soc_src|soc_trk|partner|xtor"
    r"|ref|refsrc|ref_src|referrer|referer|src|source|sref|rss|rssfeed|feed|feedtype|feedname|output"
    r"|mod|mbid|campaign|campaign_id|guccounter|guce_.*|taid|tag_rss|ftag|assetid_rss|emc|_r|sh",
    re.IGNORECASE,
)
# Some of the names above mean something with other values: these values are those of feeds.
_ONLY_WITH = {
    "source": re.compile(r".*(?:rss|feed|twitter|facebook|newsletter|social).*", re.IGNORECASE),
    "src": re.compile(r".*(?:rss|feed|twitter|facebook|newsletter|social).*", re.IGNORECASE),
    "ref": re.compile(r".*(?:rss|feed|twitter|facebook|newsletter|social|home).*", re.IGNORECASE),
    "feed": re.compile(r"rss|atom|1|true", re.IGNORECASE),
    "output": re.compile(r"rss|atom", re.IGNORECASE),
    "partner": re.compile(r".*(?:rss|feed).*", re.IGNORECASE),
    "mod": re.compile(r".*rss.*", re.IGNORECASE),
    "cid": re.compile(r".*[a-z].*", re.IGNORECASE),  # a bare number may be the content's id
    "sh": re.compile(r"[0-9a-f]{8,}", re.IGNORECASE),
}
_PORTS = {"http": "80", "https": "443"}
_UNSEEN = r"\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028\u2029\ufeff\ud800-\udfff"
_ENDS = re.compile(rf"^[\s{_UNSEEN}]+|[\s{_UNSEEN}\"<>]+$")
_INSIDE = re.compile(rf"\s*[{_UNSEEN}]+\s*")  # links broken over lines by whoever wrote the feed
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\]")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_PATH_SAFE = "/:@!$&'()*+,;=~-._"
_QUERY_SAFE = _PATH_SAFE + "?[]{}|%"
_LONGEST = 4_000  # longer ones are data, not addresses


def canonical_url(url: str | None, base: str | None = None) -> str | None:
    """Return ``url`` in its one absolute form; None if it names nothing that can be fetched.

    Only http, https and file URLs are kept. Fragments and tracking parameters go, all else stays
    in its order. Does not follow redirects and does not guess desktop pages behind mobile ones.
    """
    text = _INSIDE.sub("", _ENDS.sub("", url or ""))
    if not text or len(text) > _LONGEST:
        return None
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
        if parts.scheme.lower() == "file":
            path = _path(parts.path)
            return urlunsplit(("file", "", path, "", "")) if path else None
        return _web_url(parts)
    except ValueError:
        return None


def _web_url(parts: SplitResult) -> str | None:
    scheme = parts.scheme.lower()
    host = _host(parts.hostname or "")
    if scheme not in _PORTS or not host:
        return None
    port = f":{parts.port}" if parts.port and str(parts.port) != _PORTS[scheme] else ""
    return urlunsplit((scheme, host + port, _path(parts.path) or "/", _query(parts.query), ""))


def _host(host: str) -> str | None:
    host = host.lower()
    if ":" in host:
        host = f"[{host}]"
    elif not host.isascii():
        host = host.encode("idna").decode("ascii")
    return host.rstrip(".") if _HOST.fullmatch(host) and len(host) < 254 else None


def _path(path: str) -> str:
    """Dot segments resolved, escapes in one form: escaped only where they must be."""
    segments: list[str] = []
    written = [_escaped(segment) for segment in re.sub(r"/{2,}", "/", path).split("/")]
    for segment in written:
        if segment == ".." and len(segments) > 1:
            segments.pop()
        elif segment not in (".", ".."):
            segments.append(segment)
    if written[-1] in (".", ".."):
        segments.append("")
    return "/".join(segments)


def _escaped(segment: str) -> str:
    parts = re.split(r"(%(?:2[Ff]|25|3[Ff]|23))", segment)  # an escaped / % ? # means another thing
    plain = (
        part.upper()
        if _ESCAPE.fullmatch(part)
        else quote(unquote(part, errors="strict") if "%" in part else part, safe=_PATH_SAFE)
        for part in parts
    )
    try:
        return "".join(plain)
    except UnicodeDecodeError:  # escapes of another encoding than UTF-8 stay as they are
        return quote(segment, safe=_PATH_SAFE + "%")


def _query(query: str) -> str:
    kept = (pair for pair in re.split(r"&(?:amp;)*", query) if pair and not _is_tracking(pair))
    return "&".join(quote(pair, safe=_QUERY_SAFE) for pair in kept)


def _is_tracking(pair: str) -> bool:
    name, _, value = pair.partition("=")
    if not _TRACKING.fullmatch(name):
        return False
    wanted = _ONLY_WITH.get(name.lower())
    return wanted is None or bool(wanted.fullmatch(value))


def host_of(url: str) -> str:
    """The host of ``url`` in lower case, with its port if it has one; "" if it has none."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


@lru_cache(maxsize=4096)
def site_of(url: str) -> str:
    """The registrable domain of ``url`` (example.co.uk); its host where there is none."""
    try:
        found = get_tld(url, as_object=True, fail_silently=True)
    except (ValueError, IndexError):
        found = None
    return getattr(found, "fld", None) or host_of(url)
