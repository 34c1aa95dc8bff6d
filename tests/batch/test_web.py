"""Feeds, lists and pages: what is fetched, with which manners, and what is said when it cannot be. All on this machine."""

from __future__ import annotations

import gzip
import json

import pytest
from click.testing import CliRunner

from readout.batch import Manners, Options, ingest, retry
from readout.batch.web import gather
from readout.batch.web.manners import Robots, Turns
from readout.cli import cli
from readout.errors import UsageError
from readout.grammar.publishers import Door, Profile, profiles
from readout.ledger import Ledger, runs
from tests.batch import made
from tests.batch.server import Answer, Site, serving

FAST = Manners(delay=0, private=True)
SMALL = Manners(delay=0, private=True, size=4000)


@pytest.fixture
def site():
    with serving(Site()) as found:
        yield found


@pytest.fixture
def ledger(tmp_path):
    return Ledger(str(tmp_path / "a.db"))


def _page(number, *, head=""):
    body = "".join(f"<p>{line}</p>" for line in made.text(number).split("\n"))
    page = f"<html><head><title>Talks of day {number}</title>{head}</head><body><article>{body}</article></body></html>"
    return Answer(page, etag=f'"{number}"')


def _feed(site, numbers, *, changed="Mon, 10 May 2021 10:00:00 +0300", etag=None):
    items = "".join(
        f"<item><title>Meeting {n}</title><link>{site.url}/a/{n}</link><pubDate>{changed}</pubDate></item>" for n in numbers
    )
    whole = f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'
    return Answer(whole, "application/rss+xml", etag=etag)


def _counts(report):
    return report.new, report.revised, report.unchanged, report.failed


def _failed(ledger):
    with ledger.store.reading() as connection:
        return {f["code"] for f in runs.failures(connection)}


def test_a_feed_is_read_once_and_asked_whether_it_has_changed(site, ledger):
    site.pages |= {"/feed": _feed(site, [1, 2], etag='"f1"'), "/a/1": _page(1), "/a/2": _page(2)}
    assert _counts(ingest(ledger, [f"{site.url}/feed"], Options(publisher="asean"), manners=FAST)) == (2, 0, 0, 0)
    document = made.rows(ledger)["document"][0]
    assert (document["url"], document["published"], document["publisher"]) == (f"{site.url}/a/1", "2021-05-10", "asean")
    site.asked.clear()
    assert _counts(ingest(ledger, [f"{site.url}/feed"], manners=FAST)) == (0, 0, 0, 0)
    assert site.paths() == ["/feed"]
    assert dict(site.asked)["/feed"]["If-None-Match"] == '"f1"'
    site.pages |= {"/feed": _feed(site, [1, 2, 3], etag='"f2"'), "/a/3": _page(3)}
    site.asked.clear()
    assert _counts(ingest(ledger, [f"{site.url}/feed"], manners=FAST)) == (1, 0, 0, 0)
    assert site.paths() == ["/feed", "/a/3"]


def test_a_changed_page_is_a_revision_when_the_feed_says_so_or_when_asked_to_refresh(site, ledger):
    site.pages |= {"/feed": _feed(site, [1]), "/a/1": _page(1)}
    ingest(ledger, [f"{site.url}/feed"], manners=FAST)
    site.pages["/feed"] = _feed(site, [1], changed="Mon, 10 May 2100 10:00:00 GMT")
    assert _counts(ingest(ledger, [f"{site.url}/feed"], manners=FAST)) == (0, 0, 1, 0), "the server says 304"
    site.pages["/a/1"] = Answer(str(_page(1).body).replace("was ready", "was not ready"), etag='"1b"')
    assert _counts(ingest(ledger, [f"{site.url}/feed"], manners=FAST)) == (0, 1, 0, 0)
    site.pages |= {"/a/1": _page(1), "/feed": _feed(site, [1])}
    assert _counts(ingest(ledger, [f"{site.url}/feed"], manners=Manners(delay=0, private=True, refresh=True))) == (0, 1, 0, 0)
    assert ledger.stats()["document"] == 1


def test_a_run_that_breaks_off_among_the_articles_sees_the_feed_again(site, ledger):
    site.pages |= {"/feed": _feed(site, [1, 2, 3], etag='"f1"'), **{f"/a/{n}": _page(n) for n in (1, 2, 3)}}

    def interrupt(report, _failures):
        if report.new == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(ledger, [f"{site.url}/feed"], manners=FAST, watch=interrupt, workers=1)
    site.asked.clear()
    assert _counts(ingest(ledger, [f"{site.url}/feed"], manners=FAST)) == (1, 0, 0, 0)
    assert site.paths() == ["/feed", "/a/3"]


def test_a_limit_leaves_the_rest_for_the_next_run(site, ledger):
    site.pages |= {"/feed": _feed(site, [1, 2, 3], etag='"f1"'), **{f"/a/{n}": _page(n) for n in (1, 2, 3)}}
    few = Manners(delay=0, private=True, limit=2)
    assert [ingest(ledger, [f"{site.url}/feed"], manners=few).new for _ in range(3)] == [2, 1, 0]


def test_a_list_page_leads_to_the_links_that_fit(site, ledger):
    links = '<a href="/a/1">Minister meets the ambassador</a><a href="a/2#top">x</a><a href="/about">About</a><a href="mailto:a@b.c">m</a>'
    site.pages |= {"/news": Answer(f"<html><body>{links}</body></html>"), "/a/1": _page(1), "/a/2": _page(2)}
    assert ingest(ledger, [f"{site.url}/news"], manners=Manners(delay=0, private=True, links=r"/a/\d+$")).new == 2
    assert "/about" not in site.paths()
    site.pages["/news"] = Answer("<html><body><a href='/about'>About</a></body></html>")
    assert ingest(ledger, [f"{site.url}/news"], manners=Manners(delay=0, private=True, links=r"/a/\d+$")).failures == {"RO-F008": 1}
    with pytest.raises(UsageError, match="RO-F011"):
        ingest(ledger, [f"{site.url}/news"], manners=Manners(delay=0, private=True, links="("))


def test_an_atom_feed_with_relative_links_and_packed_pages(site, ledger):
    entry = "<entry><title>Meeting {0}</title><link rel='alternate' href='/a/{0}'/><updated>2021-05-10T10:00:00Z</updated></entry>"
    whole = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title>{entry.format(1)}{entry.format(2)}</feed>"
    packed = gzip.compress(str(_page(2).body).encode())
    site.pages |= {"/atom": Answer(whole, "application/atom+xml"), "/a/1": _page(1)}
    site.pages["/a/2"] = Answer(packed, headers=(("Content-Encoding", "gzip"),))
    assert ingest(ledger, [f"{site.url}/atom"], manners=FAST).new == 2
    assert sorted(d["published"] for d in made.rows(ledger)["document"]) == ["2021-05-10"] * 2
    assert {d["url"] for d in made.rows(ledger)["document"]} == {f"{site.url}/a/1", f"{site.url}/a/2"}


def test_a_feed_that_breaks_off_gives_what_it_has(site, ledger):
    whole = str(_feed(site, [1, 2]).body)
    site.pages |= {"/feed": Answer(whole[: whole.index("Meeting 2") + 3], "application/rss+xml"), "/a/1": _page(1)}
    assert ingest(ledger, [f"{site.url}/feed"], manners=FAST).new == 1


@pytest.mark.parametrize(
    ("body", "media"),
    [
        ("<rss version='2.0'><channel><title>x</title></channel></rss>", "application/rss+xml"),
        ("<rss><channel><item><title>no link", "application/rss+xml"),
        ("<urlset><url><loc></loc></url>", "text/xml"),
        ("<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><rss><channel>&b;", "text/xml"),
    ],
    ids=["empty", "cut", "sitemap", "entities"],
)
def test_a_feed_that_leads_nowhere_is_told(site, ledger, body, media):
    site.pages["/feed"] = Answer(body, media)
    assert ingest(ledger, [f"{site.url}/feed"], manners=FAST).failures == {"RO-F008": 1}


def test_a_sitemap_that_is_no_gzip_though_it_says_so(site, ledger):
    index = f"<sitemapindex><sitemap><loc>{site.url}/s1.xml.gz</loc></sitemap></sitemapindex>"
    site.pages |= {"/sitemap.xml": Answer(index, "text/xml"), "/s1.xml.gz": Answer(b"\x1f\x8bnothing", "application/gzip")}
    assert set(ingest(ledger, [f"{site.url}/sitemap.xml"], manners=FAST).failures) <= {"RO-F008", "RO-F013"}
    assert _failed(ledger)


def test_sitemaps_packed_or_not_and_their_index(site, ledger):
    urls = "".join(f"<url><loc>{site.url}/a/{n}</loc></url>" for n in (1, 2))
    packed = gzip.compress(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode())
    index = f"<sitemapindex><sitemap><loc>{site.url}/s1.xml.gz</loc></sitemap></sitemapindex>"
    site.pages |= {"/sitemap.xml": Answer(index, "text/xml"), "/s1.xml.gz": Answer(packed, "application/gzip")}
    site.pages |= {"/a/1": _page(1), "/a/2": _page(2)}
    assert ingest(ledger, [f"{site.url}/sitemap.xml"], manners=FAST).new == 2


def test_a_publisher_is_read_by_its_profile(site, ledger, monkeypatch):
    doors = (Door(f"{site.url}/feed"), Door(f"{site.url}/list", r"/a/\d+$", "en"))
    profile = Profile("asean", ("ASEAN",), doors=doors)
    monkeypatch.setattr(gather, "load_profile", lambda id: profile if id == "asean" else Profile(id, (id,)) if id == "bare" else None)
    site.pages |= {"/feed": _feed(site, [1]), "/list": Answer('<a href="/a/1">1</a><a href="/a/2">2</a>')}
    site.pages |= {"/a/1": _page(1), "/a/2": _page(2)}
    assert ingest(ledger, ["asean"], manners=FAST).publishers["asean"].documents == 2
    assert site.paths().count("/a/1") == 1
    with pytest.raises(UsageError, match="RO-F010"):
        ingest(ledger, ["bare"], manners=FAST)


@pytest.mark.parametrize("profile", [p for p in profiles() if p.doors], ids=lambda p: p.id)
def test_doors_of_profiles_lead_to_articles_and_to_nothing_else(profile):
    import re

    from readout.grammar.load import read_yaml
    from readout.grammar.publishers import FOLDER, profile_for

    raw = read_yaml(FOLDER / f"{profile.id}.yaml")
    for entry in [*(raw.get("feeds") or ()), *(raw.get("lists") or ())]:
        assert profile_for(url=entry["url"]) == profile
        assert not entry.get("articles") or entry.get("examples"), "a pattern shows an address that it takes and one that it leaves"
        for each in str(entry.get("examples") or "").split(" | "):
            if each:
                found = re.search(entry["articles"], each.removeprefix("not: ").strip("[]"))
                assert (found is None) == each.startswith("not: "), each


# --- manners ---


def test_what_robots_txt_forbids_is_left_alone(site, ledger):
    site.pages |= {"/robots.txt": Answer("User-agent: *\nDisallow: /a/*2$\n", "text/plain"), "/feed": _feed(site, [1, 2]), "/a/1": _page(1)}
    assert _counts(ingest(ledger, [f"{site.url}/feed"], manners=FAST)) == (1, 0, 0, 1)
    assert _failed(ledger) == {"RO-F003"}
    assert "/a/2" not in site.paths()
    assert [path for path, _ in site.asked].count("/robots.txt") == 1


def test_a_server_that_cannot_give_its_robots_txt_is_left_alone(site, ledger):
    site.pages |= {"/robots.txt": Answer(status=500), "/a/1": _page(1)}
    assert ingest(ledger, [f"{site.url}/a/1"], manners=FAST).failures == {"RO-F003": 1}
    assert site.paths() == []


def test_each_host_has_its_delay_and_may_ask_for_a_longer_one():
    slept, time = [], [100.0]

    def sleep(seconds):
        slept.append(seconds)
        time[0] += seconds

    turns = Turns(1.0, lambda: time[0], sleep)
    for host in ("a", "a", "b", "a"):
        turns.take(host)
    assert slept == [1.0, 1.0]
    assert turns.free_at("b") < turns.free_at("a")
    turns.slow_down("b", 7)
    turns.take("b")
    turns.take("b")
    assert slept[-1] == 7.0
    assert Robots("readout").learn("http://a", 200, "User-agent: *\nCrawl-delay: 7\n") == 7.0


def test_we_say_who_we_are(site, ledger):
    site.pages["/a/1"] = _page(1)
    ingest(ledger, [f"{site.url}/a/1"], manners=Manners(delay=0, private=True, agent="desk/1 (desk@example.org)"))
    assert {headers["User-Agent"] for _, headers in site.asked} == {"desk/1 (desk@example.org)"}


def test_ones_own_network_is_not_entered_unasked(site, ledger):
    site.pages["/a/1"] = _page(1)
    assert ingest(ledger, [f"{site.url}/a/1"], manners=Manners(delay=0)).failures == {"RO-F004": 1}
    assert site.asked == [], "nothing is sent, not even the question for robots.txt"


@pytest.mark.parametrize(
    ("answer", "manners", "code"),
    [
        (Answer(status=404), FAST, "RO-F002"),
        (Answer(status=500), FAST, "RO-F002"),
        (Answer(b"x" * 5000), SMALL, "RO-F005"),
        (Answer(gzip.compress(b"x" * 90_000), headers=(("Content-Encoding", "gzip"),)), SMALL, "RO-F005"),
        (Answer(b"<p>again</p>" * 100, endless=True), SMALL, "RO-F005"),
        (Answer(status=403), FAST, "RO-F002"),
        (Answer(status=503, headers=(("Retry-After", "3600"),)), FAST, "RO-F012"),
        (Answer(status=429, headers=(("Retry-After", "Fri, 31 Dec 2100 23:59:59 GMT"),)), FAST, "RO-F012"),
        (Answer(status=503, headers=(("Retry-After", "0"),)), FAST, "RO-F012"),
        (Answer(b"no gzip at all", headers=(("Content-Encoding", "gzip"),)), FAST, "RO-F013"),
        (Answer(gzip.compress(b"<p>cut short</p>" * 400)[:40], headers=(("Content-Encoding", "gzip"),)), FAST, "RO-F013"),
        (Answer(b"slowly, slowly", drip=0.1), Manners(delay=0, private=True, seconds=0.4), "RO-F006"),
        (Answer(status=302, headers=(("Location", "{site}/a/1"),)), FAST, "RO-F007"),
        (Answer(status=302, headers=(("Location", "file:///etc/passwd"),)), FAST, "RO-F009"),
        (Answer("<html><body><script>1</script></body></html>"), FAST, "RO-A010"),
    ],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_what_cannot_be_had_is_kept_with_its_reason_and_tried_again(site, ledger, answer, manners, code):
    site.pages["/a/1"] = answer
    assert ingest(ledger, [f"{site.url}/a/1"], Options(publisher="asean"), manners=manners).failures == {code: 1}
    site.pages["/a/1"] = _page(1)
    assert [_counts(r) for r in retry(ledger, manners=FAST)] == [(1, 0, 0, 0)]
    assert _failed(ledger) == set()
    assert made.rows(ledger)["document"][0]["publisher"] == "asean"


def test_a_server_that_does_not_answer_is_told(ledger):
    assert ingest(ledger, ["http://127.0.0.1:1/a", "http://127.0.0.1:1/b"], manners=FAST).failures == {"RO-F001": 2}


def test_a_server_that_says_later_is_asked_later(site, ledger):
    site.pages["/a/1"] = [Answer(status=429, headers=(("Retry-After", "0"),)), _page(1)]
    assert ingest(ledger, [f"{site.url}/a/1"], manners=FAST).new == 1


@pytest.mark.parametrize("after", ["0", "Mon, 10 May 2021 10:00:00 GMT"], ids=["seconds", "date"])
@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_says_when_is_asked_then(site, ledger, status, after):
    site.pages["/a/1"] = [Answer(status=status, headers=(("Retry-After", after),)), _page(1)]
    assert ingest(ledger, [f"{site.url}/a/1"], manners=FAST).new == 1
    assert site.paths() == ["/a/1", "/a/1"]


def test_a_crawl_delay_is_kept(site, ledger):
    import time

    site.pages |= {"/robots.txt": Answer("User-agent: *\nCrawl-delay: 0.3\n", "text/plain"), "/feed": _feed(site, [1, 2])}
    site.pages |= {"/a/1": _page(1), "/a/2": _page(2)}
    began = time.monotonic()
    assert ingest(ledger, [f"{site.url}/feed"], manners=FAST).new == 2
    assert time.monotonic() - began >= 0.6, "robots.txt, the feed and two pages: three requests after the delay is known"


def test_redirects_are_followed_and_the_page_is_known_by_where_it_is(site, ledger):
    site.pages |= {"/old": Answer(status=301, headers=(("Location", "/a/1"),)), "/a/1": _page(1)}
    ingest(ledger, [f"{site.url}/old"], manners=FAST)
    assert [d["url"] for d in made.rows(ledger)["document"]] == [f"{site.url}/a/1"]


def test_pages_that_all_name_the_front_page_as_their_address_stay_apart(site, ledger):
    head = '<link rel="canonical" href="https://example.org/">'
    site.pages |= {"/feed": _feed(site, [1, 2]), "/a/1": _page(1, head=head), "/a/2": _page(2, head=head)}
    assert ingest(ledger, [f"{site.url}/feed"], manners=FAST).new == 2


def test_letters_are_what_the_server_says(site, ledger):
    body = "<p>Министр Анна Краль встретилась с послом. Они обсудили торговлю.</p>"
    text = f"<html><head><meta charset='utf-8'></head><body>{body}</body></html>"
    site.pages["/a/1"] = Answer(text.encode("windows-1251"), "text/html; charset=windows-1251")
    ingest(ledger, [f"{site.url}/a/1"], manners=FAST)
    assert "Министр Анна Краль" in made.rows(ledger)["revision"][0]["text"]


@pytest.mark.parametrize(
    ("said", "written"),
    [("utf-8", "windows-1251"), ("iso-8859-1", "utf-8"), ("no-such-letters", "utf-8"), ("", "windows-1251")],
)
def test_letters_are_found_where_the_server_is_wrong(site, ledger, said, written):
    body = "<p>Министр Анна Краль встретилась с послом. Они обсудили торговлю и транспорт.</p>" * 3
    media = f"text/html; charset={said}" if said else "text/html"
    site.pages["/a/1"] = Answer(f"<html><head><title>Встреча</title></head><body>{body}</body></html>".encode(written), media)
    assert ingest(ledger, [f"{site.url}/a/1"], manners=FAST).new == 1
    assert "Министр Анна Краль" in made.rows(ledger)["revision"][0]["text"]


def test_a_notice_in_front_of_all_articles_raises_an_alarm(site, ledger):
    said = "We value your privacy. Please accept our cookies before you go on reading."
    wall = Answer(f"<html><body><article><p>{said}</p></article></body></html>")
    site.pages |= {"/feed": _feed(site, [1, 2, 3]), **{f"/a/{n}": wall for n in (1, 2, 3)}}
    assert "3 pages gave one and the same text" in ingest(ledger, [f"{site.url}/feed"], manners=FAST).alarms[0]


def test_the_command_reads_a_feed(site, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    site.pages |= {"/feed": _feed(site, [1, 2]), "/a/1": _page(1)}
    found = CliRunner().invoke(cli, ["ingest", f"{site.url}/feed", "--allow-private", "--delay", "0"])
    assert found.exit_code == 1
    assert "1 new, 0 revised, 0 unchanged, 1 failed" in found.stdout
    assert "RO-F002" in found.stderr
    with Ledger("ledger.db").store.reading() as connection:
        report = json.loads(runs.listed(connection)[0]["report"])
    assert report["status"] == "finished"
