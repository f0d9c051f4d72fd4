"""
An officer's hand at the console of a running node: reads pages, follows their links, fills in their forms, and counts what that takes.

Nothing but HTTP: whatever no page offers cannot be done. Counted as in `tests/journeys/counting.py`: a link or a button is one click, a choice of a list two, a
field that is typed into one, and its characters beside. What a form has filled in already costs nothing, nor does signing in.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NoReturn
from urllib.parse import urlencode, urljoin, urlsplit

import urllib3
from lxml import html as pages

_HAN = re.compile(r"[\u4e00-\u9fff]")
_FIELDS = ".//input | .//select | .//textarea"


class Refused(Exception):
    """The node did not do what was asked; the message says what its page said."""


@dataclass
class Tally:
    """What a chain took so far. `typed_twice` are texts of six Chinese characters or more that somebody had typed before."""

    requests: int = 0
    characters: int = 0
    clicked: list[tuple[str, str, str, int]] = field(default_factory=list)  # by whom, on which page, for what, how many
    typed: list[str] = field(default_factory=list)
    typed_twice: list[str] = field(default_factory=list)

    @property
    def clicks(self) -> int:
        return sum(one[3] for one in self.clicked)

    def type(self, text: str) -> None:
        self.characters += len(text)
        if len(_HAN.findall(text)) >= 6 and text in self.typed:
            self.typed_twice.append(text)
        self.typed.append(text)


class Hand:
    """One officer at one browser. `page` is the page that stands, `url` its address."""

    def __init__(self, base: str, name: str, password: str, tally: Tally) -> None:
        self.base, self.name, self.password, self.tally = base, name, password, tally
        self.pool, self.cookies = urllib3.PoolManager(), dict[str, str]()
        self.page: Any = None
        self.url = ""
        self._sign_in()

    def _sign_in(self) -> None:
        self._get("/accounts/login/")
        form = self.page.xpath("//form[contains(@action, 'login')]")[0]
        self._post(form, [("login", self.name), ("password", self.password)])
        if "/accounts/login" in self.url:
            raise Refused(f"{self.name} cannot sign in")
        self.tally.requests -= 3

    def _click(self, kind: str, what: str, times: int = 1) -> None:
        """Count clicks, with who did them, on which page and what for."""
        self.tally.clicked.append((self.name, urlsplit(self.url).path, f"{kind} {what}", times))

    def home(self) -> None:
        """Click the mark at the top of every page."""
        self._click("way", "home")
        self._get("/")

    def again(self) -> None:
        """Come back to the page after somebody else has acted: it follows by itself what others do, asked as its script asks; any other is loaded anew."""
        watch = self.page.xpath("//*[@data-watch]/@data-watch")
        if not watch or self._ask("GET", urljoin(self.url, watch[0])).status != 200:
            self._click("way", "again")
        self._get(self.url)

    def follow(self, words: str, within: str = "//body") -> None:
        """Follow the first link whose text, or whose address, holds some words."""
        links = [one for one in self.page.xpath(f"{within}//a[@href]") if words in _text(one) or words in one.get("href")]
        if not links:
            self._fail(f"no link {words!r}")
        self._click("way", words)
        self._get(links[0].get("href"))

    def search(self, words: str) -> None:
        """Type into the search that stands on every page, and open what is found first."""
        self.tally.type(words)
        self._click("way", "search", 2)
        self._get(f"/search?q={words}")
        if words not in urlsplit(self.url).path:  # a number leads to its page at once
            self.follow(words, "//main")

    def look(self, path: str) -> Any:
        """Read an address without moving: what a person has open in another tab. It is a request, not a click."""
        page, url = self.page, self.url
        self._get(path)
        found, self.page, self.url = self.page, page, url
        return found

    def download(self, path: str) -> bytes:
        """Take a file of the node."""
        return bytes(self._ask("GET", urljoin(self.base, path)).data)

    def take(self, step: str, **papers: Any) -> None:
        """Take a step by its form on the page that stands."""
        forms = self.page.xpath(f"//*[@id='step-{step}']//form[@enctype]")
        if not forms:
            self._fail(f"no step {step}")
        self.send(forms[0], **papers)

    def act(self, words: str, **papers: Any) -> None:
        """Follow a link to an act, or take the act's form that stands on the page itself, and do it."""
        self.follow(words)
        forms = self.page.xpath("//main//form[@enctype]") or self.page.xpath("//main//form[@method='post']")
        if not forms:
            self._fail("no form")
        self.send(forms[-1], **papers)

    def press(self, words: str, **papers: Any) -> None:
        """Press the button that says some words, with the fields of its form."""
        for button in self.page.xpath("//form[@method='post']//button"):
            if words in _text(button) and (button.getparent() is not None):
                self.send(next(button.iterancestors("form")), button=button, **papers)
                return
        self._fail(f"no button {words!r}")

    def paste(self, words: str, text: str) -> None:
        """Paste a text that came as it is into the form with a button, and press that: two clicks, and no character typed."""
        form = next(one for button in self.page.xpath("//main//form//button") if words in _text(button) for one in button.iterancestors("form"))
        self._click("paste", words, 2)
        values = [value for one in form.xpath(_FIELDS) for value in ([(one.get("name"), text)] if one.tag == "textarea" else _standing(one, one.get("name")))]
        self._post(form, values, whole=True)
        self._check()

    def ask(self, form: Any, ticked: list[tuple[str, str]]) -> None:
        """Tick boxes of a form that only leads on to another page, and go there."""
        self._click("tick", form.get("action"), 1 + len(ticked))
        self._get(f"{form.get('action')}?{urlencode(ticked)}")

    def send(self, form: Any, button: Any = None, **papers: Any) -> None:
        """Fill a form in and send it. A name is that of a field, or its end after the last hyphen."""
        values, given = [], dict(papers)
        boxes: set[str] = set()
        for one in form.xpath(_FIELDS):
            name = one.get("name")
            if not name or one.get("type") in ("submit", "button", "reset", "image"):
                continue
            short = name.rsplit("-", 1)[-1]
            if one.get("type") == "file" and short in boxes:  # a second door for the same files, such as the camera of a telephone
                continue
            key = name if name in papers else short
            if one.get("type") == "file" and key in boxes:  # chooser and camera are two fields of one name: a person uses one of them
                continue
            boxes.add(key)
            values += self._value(one, name, papers[key]) if key in papers else _standing(one, name)
            given.pop(key, None)
        if given:
            self._fail(f"no field {', '.join(given)} in {sorted(boxes)}")
        pressed = button if button is not None else next(iter(form.xpath(".//button[@type='submit' or not(@type)]")), None)
        if pressed is not None and pressed.get("name"):
            values.append((pressed.get("name"), pressed.get("value") or ""))
        self._click("send", _text(pressed) if pressed is not None else "")
        action = (pressed.get("formaction") if pressed is not None else None) or form.get("action")
        self._post(form, values, action=action, whole=True)
        self._check()

    def _value(self, one: Any, name: str, told: Any) -> list[tuple[str, Any]]:
        """Return what is sent of a field that is filled in, and count it."""
        kind = one.get("type")
        if kind == "file":
            self._click("file", name)
            return [(name, file) for file in (told if isinstance(told, list) else [told])]
        if kind in ("checkbox", "radio"):
            wanted = one.get("value", "on") in (told if isinstance(told, Iterable) and not isinstance(told, str) else [told])
            if wanted != (one.get("checked") is not None) and not (kind == "radio" and not wanted):
                self._click("tick", name)
            return [(name, one.get("value", "on"))] if wanted else []
        if one.tag == "select":
            wanted_all = told if isinstance(told, list) else [told]
            options = {option.get("value", ""): _text(option) for option in one.xpath(".//option")}
            chosen = [next((key for key, words in options.items() if want in (key, words) or (key and want in words)), None) for want in wanted_all]
            if None in chosen:
                self._fail(f"no option {told!r} of {name} in {options}")
            if chosen != [value for _, value in _standing(one, name)]:
                self._click("choose", name, 1 if one.get("size") else 2)  # a list whose options stand open takes one
            return [(name, value) for value in chosen]
        standing = dict(_standing(one, name)).get(name, "")
        if str(told) != standing:
            self._click("type", name)
            self.tally.type(str(told))
        return [(name, str(told))]

    def _get(self, path: str) -> None:
        self.tally.requests += 1
        answer = self._ask("GET", urljoin(self.url or self.base, path))
        self._stand(answer)

    def _post(self, form: Any, values: list[tuple[str, Any]], action: str | None = None, *, whole: bool = False) -> None:
        token = form.xpath(".//input[@name='csrfmiddlewaretoken']/@value")
        fields = values if whole else [("csrfmiddlewaretoken", token[0]), *values]
        self.tally.requests += 1
        self._stand(self._ask("POST", urljoin(self.url, action or form.get("action") or ""), fields))

    def _ask(self, method: str, url: str, fields: Any = None) -> Any:
        """Ask, and follow where it leads. A page that is asked again counts as one request more."""
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items()), "Referer": self.url or self.base, "Accept-Language": "zh-hans"}
        answer = self.pool.request(method, url.partition("#")[0], fields=fields, headers=headers, redirect=False)
        for line in answer.headers.getlist("Set-Cookie"):
            key, _, value = line.partition(";")[0].partition("=")
            self.cookies[key] = value
        self.status, self.asked = answer.status, url
        if answer.status in (301, 302, 303):
            self.tally.requests += 1
            return self._ask("GET", urljoin(url, answer.headers["Location"]))
        if answer.status == 307:  # the same request, passed on
            self.tally.requests += 1
            return self._ask(method, urljoin(url, answer.headers["Location"]), fields)
        return answer

    def _stand(self, answer: Any) -> None:
        if answer.status >= 500:
            raise Refused(f"{answer.status} at {self.asked}")
        self.url = self.asked
        self.page = pages.fromstring(answer.data.decode())

    def _check(self) -> None:
        """Raise what the page refuses."""
        said = [_text(one) for one in self.page.xpath("//*[contains(@class,'note--bad') or contains(@class,'field__fault')] | //*[@role='alert']")]
        if self.status >= 400:
            self._fail("; ".join(dict.fromkeys(said)) or f"status {self.status}")

    def _fail(self, why: str) -> NoReturn:
        raise Refused(f"{self.name} at {urlsplit(self.url).path}: {why}")

    @property
    def source(self) -> str:
        """Return the page as it came."""
        return str(pages.tostring(self.page, encoding="unicode"))

    def said(self) -> str:
        """Return the text of the page's main part."""
        return _text(self.page.xpath("//main")[0])


def _standing(one: Any, name: str) -> list[tuple[str, Any]]:
    """Return what a field sends as it stands."""
    kind = one.get("type")
    if kind in ("checkbox", "radio"):
        return [(name, one.get("value", "on"))] if one.get("checked") is not None else []
    if kind == "file":
        return []
    if one.tag == "select":
        chosen = [option.get("value", "") for option in one.xpath(".//option[@selected]")]
        first = [option.get("value", "") for option in one.xpath(".//option")][:1]
        return [(name, value) for value in chosen or ([] if one.get("multiple") is not None or one.get("size") else first)]
    return [(name, (one.text or "").removeprefix("\n") if one.tag == "textarea" else one.get("value", ""))]


def _text(node: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", node.text_content())).strip()
