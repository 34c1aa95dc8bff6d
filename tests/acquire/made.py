"""Files of every type, made by the tests: nothing binary lies in the repository."""

from __future__ import annotations

import io
import zipfile

WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
SENTENCE = "On 9 May 2021, Foreign Minister Ana Kral met with Ambassador Lee Sun in Minsk and discussed trade and transport."


def word_file(body: str, *, extra: dict[str, bytes] | None = None, whole: bool = True) -> bytes:
    """A .docx with this body (`<w:p>…`), or with `body` as the whole of document.xml."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", WORD.format(body) if whole else body)
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return buffer.getvalue()


def paragraph(*runs: str) -> str:
    """A Word paragraph of some runs."""
    return "<w:p>" + "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs) + "</w:p>"


def pdf_file(*pages: str, password: str | None = None) -> bytes:
    """A PDF with a page for each text, a line of the text a line of the page."""
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    for text in pages:
        page = writer.add_blank_page(width=600, height=800)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = DecodedStreamObject()
        lines = "".join(f"({line}) Tj 0 -14 Td " for line in text.split("\n"))
        stream.set_data(f"BT /F1 11 Tf 40 760 Td {lines} ET".encode("latin-1"))
        page[NameObject("/Contents")] = writer._add_object(stream)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def mail_file(body: str, *, subtype: str = "plain") -> bytes:
    """A message from a press office, with an encoded subject."""
    return (
        "From: Press Office <press@state.gov>\r\nSubject: =?utf-8?q?Visit_of_Ana_Kr=C3=A1l?=\r\nDate: Sun, 09 May 2021 23:30:00 -0400\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: text/{subtype}; charset=utf-8\r\n\r\n{body}"
    ).encode()


PAGE = f"""<!doctype html><html lang="en"><head><title>Ministry | Visit of the Minister</title>
<meta property="og:title" content="Visit of the Foreign Minister">
<meta property="article:published_time" content="2021-05-10T01:00:00+03:00">
<link rel="canonical" href="https://www.state.gov/visit/"></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a></nav><article><p>{SENTENCE}</p><p>The sides agreed to hold the next round
of consultations in the autumn of 2021. The Minister thanked the Ambassador for his work in the country.</p></article>
<footer>© 2021 Ministry</footer><script>var tracking = 1;</script></body></html>"""
