"""Why Prefork does what it does where the servers differ: by the refusal that the corpus wants, else by title."""

import re

HEADINGS = {
    "chunked": "Chunked content",
    "connection": "Persistence and expectations",
    "fields": "Field lines",
    "framing": "Framing",
    "host": "Host",
    "limits": "Limits",
    "request-line": "Request line",
    "target": "Request target",
}

# The short form for the tables, and the reason in full.
LINKS = {
    "line-ends": "Line ends",
    "chunk-syntax": "Chunk syntax",
    "chunk-limits": "Chunk limits",
    "token": "Names are tokens",
    "value": "Controls in values",
    "colon": "Colon",
    "fold": "Folded lines",
    "framing": "Two framings",
    "content-length": "Content-Length",
    "coding": "Transfer codings",
    "expect": "Expectations",
    "interim": "100 Continue",
    "host": "Host syntax",
    "absolute": "Authority of a target",
    "target": "Target syntax",
    "scheme": "Schemes",
    "connect": "CONNECT",
    "method": "Unknown methods",
    "resource": "Methods of a file",
    "version": "Version",
    "request-line": "Request line",
    "limits": "Limits",
    "waits": "Incomplete content",
    "dots": "Dot segments",
    "conditions": "Conditions",
    "next": "What follows",
}

REASONS = {
    "line-ends": (
        "Only CR LF ends a line. RFC 9112 2.2 allows a recipient to take a bare LF as well, but two servers in a "
        "row that read one request's lines differently disagree about where it ends, which is how requests are "
        "smuggled. A bare CR must be refused or replaced by a space."
    ),
    "chunk-syntax": (
        "A chunk's size, its extensions, the line end behind its data and its trailer follow the grammar of RFC "
        "9112 7.1 to the letter, for a chunk that two servers read differently moves the end of the request. "
        "Blanks are allowed ahead of `;` and around `=` only (RFC 9112 7.1.1). nginx skips over whatever stands "
        "behind the size, looks neither at what follows the data nor at the trailer, and answers before all the "
        "content is there."
    ),
    "chunk-limits": (
        "A chunk's line, all extensions together and the trailer have limits (RFC 9112 7.1.1 asks for one), so "
        "that content of no use cannot be endless. A size that no limit would allow is 413 (RFC 9110 15.5.14), "
        "one beyond 64 bits malformed."
    ),
    "token": (
        "A field name is a token (RFC 9110 5.1 and 5.6.2), without delimiters and non-ASCII bytes. nginx drops "
        "such a field, as an option says, and serves the request; a server behind it may read it otherwise."
    ),
    "value": (
        "RFC 9110 5.5 calls values with CR, LF and NUL dangerous and all other controls but HTAB invalid. Prefork "
        "refuses all of them."
    ),
    "colon": (
        "No white space stands between a field's name and its colon: RFC 9112 5.1 demands 400. A line without a "
        "colon is no field line."
    ),
    "fold": (
        "RFC 9112 5.2 demands that a server refuses a line that goes on with white space or replaces it by "
        "blanks. Prefork refuses it with 400."
    ),
    "framing": (
        "Content-Length beside Transfer-Encoding, or Transfer-Encoding in HTTP/1.0, ought to be handled as an "
        "error (RFC 9112 6.1 and 6.3): one server in a chain counts bytes while another reads chunks."
    ),
    "content-length": (
        "A length that can be represented but is beyond the limit is too large, 413 (RFC 9110 15.5.14); one that "
        "cannot be is malformed, 400 (RFC 9110 8.6)."
    ),
    "coding": (
        "A coding that a server does not implement is 501 (RFC 9112 6.1). A list in which chunked is not the "
        "last, or stands twice, leaves the length undetermined and is 400 (RFC 9112 6.3), as is what is not a "
        "list of codings."
    ),
    "expect": (
        "An expectation other than 100-continue may be answered with 417 (RFC 9110 10.1.1): a client that relies "
        "on one learns that it is not met. HTTP/1.0 has no expectations, so there the field is ignored."
    ),
    "interim": (
        "100 is sent when the handler wants content that has not come. RFC 9110 10.1.1 lets a server omit it when "
        "some of the content is there already, and where no content is announced nobody waits for it."
    ),
    "host": (
        "Host is the host and port of RFC 3986 (RFC 9110 7.2), the port is 0 to 65535, and anything else is 400 "
        "(RFC 9112 3.2). What the grammar allows is accepted: an empty port, percent-encoding, sub-delimiters, "
        "future kinds of address."
    ),
    "absolute": (
        "The authority of a target in absolute form is read as strictly as Host, which it overrides, and may not "
        "be empty (RFC 9110 4.2.1). Host is checked all the same (RFC 9112 3.2)."
    ),
    "target": (
        "A target has the characters of RFC 3986: no fragment (RFC 9112 3.2), no bytes beyond ASCII and no "
        "controls. RFC 9112 3 advises 400 for an invalid request line."
    ),
    "scheme": (
        "A target is a path, a URI of http or https, an authority for CONNECT, or an asterisk for OPTIONS (RFC "
        "9112 3.2). The server has no resources under other schemes."
    ),
    "connect": (
        "CONNECT names a host and a port (RFC 9112 3.2.3, RFC 9110 9.3.6): else 400. A proper one is answered "
        "with 405, for the method is known, but not allowed here."
    ),
    "method": (
        "A method that the server does not know is 501, one that it knows but does not allow 405 (RFC 9110 9.1 "
        "and 15.6.2). Methods are case-sensitive."
    ),
    "resource": (
        "Which methods there are is for the handler to say. Prefork answers OPTIONS with 204 and Allow (RFC 9110 "
        "9.3.7), also with an asterisk, and never TRACE, which would show what intermediaries added (RFC 9110 "
        "9.3.8). Apache's files know no PUT and PATCH."
    ),
    "version": (
        "The version is HTTP, a slash and two single digits (RFC 9112 2.3), else 400. A major version that is not "
        "served is 505 (RFC 9110 15.6.6)."
    ),
    "request-line": (
        "One space stands on either side of the target; RFC 9112 3 permits more, and warns of it. One empty line "
        "ahead of the request is skipped (RFC 9112 2.2), no more. HTTP/0.9 is not served. Each line is judged as "
        "its bytes come, so that TLS on a plain port is refused at once."
    ),
    "limits": (
        "Too long a request line is 414 (RFC 9110 15.5.15), too large a header section or too many fields 431 "
        "(RFC 6585 5). The limits are options. The servers' own differ: Apache takes lines of 8190 bytes, and "
        "looks at one when it is complete; nginx says 400 instead of 431. Apache's 403 is a file name beyond what "
        "the file system allows."
    ),
    "waits": (
        "Content that a handler asked for is awaited, until the body timeout ends with 408. nginx's `return` asks "
        "for none."
    ),
    "dots": (
        "A dot segment is refused, encoded or not, instead of being removed (RFC 3986 5.2.4 leaves that to the "
        "client): what removes them can be led astray by what does not."
    ),
    "conditions": (
        "In the order of RFC 9110 13.2.2: If-Match `*` holds, so If-Unmodified-Since is not looked at (nginx "
        "does); If-None-Match `*` does not hold, so a GET gets 304. An invalid date is ignored (RFC 9110 13.1.4)."
    ),
    "next": (
        "Four bytes of a next request are left, which may become a method. nginx takes only capitals."
    ),
}

# By the refusal.
REFUSALS = {
    "bareLineFeed": "line-ends",
    "bareCarriageReturn": "line-ends",
    "malformedChunkEnd": "chunk-syntax",
    "malformedChunkExtension": "chunk-syntax",
    "malformedChunkSize": "chunk-syntax",
    "chunkSizeOverflow": "chunk-limits",
    "chunkLineTooLong": "chunk-limits",
    "chunkExtensionsTooLong": "chunk-limits",
    "emptyFieldName": "token",
    "malformedFieldName": "token",
    "malformedFieldValue": "value",
    "whitespaceBeforeColon": "colon",
    "foldedField": "fold",
    "transferEncodingWithContentLength": "framing",
    "transferEncodingInHTTP10": "framing",
    "contentLengthMalformed": "content-length",
    "contentLengthOverflow": "content-length",
    "contentLengthRepeated": "content-length",
    "bodyTooLarge": "content-length",
    "transferEncodingUnknown": "coding",
    "transferEncodingMalformed": "coding",
    "chunkedNotFinal": "coding",
    "chunkedRepeated": "coding",
    "unknownExpectation": "expect",
    "hostMalformed": "host",
    "hostMissing": "host",
    "hostRepeated": "host",
    "malformedAuthority": "absolute",
    "malformedTarget": "target",
    "unsupportedScheme": "scheme",
    "asteriskWithoutOptions": "scheme",
    "connectWithoutAuthority": "connect",
    "unknownMethod": "method",
    "malformedMethod": "request-line",
    "malformedRequestLine": "request-line",
    "malformedVersion": "version",
    "unsupportedVersion": "version",
    "requestLineTooLong": "limits",
    "headerBlockTooLarge": "limits",
    "tooManyFields": "limits",
    "trailerTooLarge": "limits",
    "tooManyTrailerFields": "limits",
}

# Ahead of the refusals, by file and title.
TITLES = [
    ("fields|chunked", "without a colon", "colon"),
    ("request-line", "spaces? behind", "request-line"),
    ("chunked", "The largest size", "chunk-limits"),
    ("chunked", "^A trailer field$", "next"),
    ("chunked|framing", "wants? more", "waits"),
    ("connection", "^HTTP/1.0 with Expect", "resource"),
    ("connection", "another expectation ignores", "expect"),
    ("connection", "^Expect ", "interim"),
    ("fields", "file server needs", "conditions"),
    ("host", "accepted|Blanks around", "host"),
    ("limits", "request line|header section", "limits"),
    ("request-line|target", "^CONNECT .*(known|port|address)$", "connect"),
    ("request-line", " is known$", "resource"),
    ("target", "OPTIONS", "resource"),
    ("target", "kept as it stands", "dots"),
    ("target", "excuse a malformed Host", "absolute"),
    ("target", "^LF in", "request-line"),
]


def reason(case):
    """The key of the reason for what Prefork does with a case, or None."""
    for file, title, key in TITLES:
        if re.fullmatch(file, case.file) and re.search(title, case.title):
            return key
    return REFUSALS.get(case.want[1]) if case.want[0] == "refuse" else None
