"""Plots as SVG, for light and dark pages: text and axes take the colour of the page's scheme."""

from __future__ import annotations

import html
import math

# Distinct for most kinds of colour blindness (Okabe and Ito, 2008); a server has the same colour in every plot.
COLOURS = {
    "prefork": "#d55e00",
    "prefork-classic": "#d55e00",
    "prefork-herd": "#cc79a7",
    "nginx": "#009e73",
    "nginx-ofc": "#6cc7a8",
    "apache": "#0072b2",
    "lighttpd": "#56b4e9",
    "h2o": "#e69f00",
    "gunicorn": "#8c6bb1",
    "php-fpm": "#8c6bb1",
    "floor": "#777777",
    "floor-spreading": "#aaaaaa",
    "floor-classic": "#777777",
    "floor-reporting": "#aaaaaa",
    "floor-growing": "#777777",
}
STYLE = (
    "<style>text{font:13px system-ui,sans-serif;fill:#222}.axis{stroke:#999;fill:none}.grid{stroke:#9994;fill:none}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}}</style>"
)


def _document(width: int, height: int, title: str, parts: list[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">'
        f"<title>{html.escape(title)}</title>{STYLE}"
    )
    return "\n".join([head, _text(16, 24, title, weight="600"), *parts, "</svg>\n"])


def _text(
    x: float, y: float, text: str, anchor: str = "start", weight: str = "400", turn: bool = False
) -> str:
    turned = f' transform="rotate(-90 {x:.0f} {y:.0f})"' if turn else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}"{turned}>{html.escape(text)}</text>'


def curves(title: str, x_title: str, y_title: str, lines: dict[str, list[tuple[float, float]]]) -> str:
    """Both axes are logarithmic."""
    width, height, left, right, top, bottom = 760, 440, 70, 150, 50, 60
    xs = sorted({x for points in lines.values() for x, _ in points})
    ys = [y for points in lines.values() for _, y in points if y > 0]
    low, high = math.log10(min(ys)) - 0.05, math.log10(max(ys)) + 0.05
    span = math.log10(xs[-1] / xs[0]) or 1

    def across(x: float) -> float:
        return left + (width - left - right) * math.log10(x / xs[0]) / span

    def up(y: float) -> float:
        return height - bottom - (height - top - bottom) * (math.log10(y) - low) / (high - low)

    parts = [
        f'<path class="axis" d="M{left} {top}V{height - bottom}H{width - right}"/>',
        _text((left + width - right) / 2, height - 14, x_title, "middle"),
        _text(20, (top + height - bottom) / 2, y_title, "middle", turn=True),
    ]
    parts += [_text(across(x), height - bottom + 20, f"{x:,g}", "middle") for x in xs]
    for power in range(math.floor(low), math.ceil(high)):
        for step in (1, 2, 5):
            y = step * 10.0**power
            if low <= math.log10(y) <= high:
                parts += [
                    f'<path class="grid" d="M{left} {up(y):.1f}H{width - right}"/>',
                    _text(left - 8, up(y) + 4, f"{y:g}", "end"),
                ]
    for index, (name, points) in enumerate(lines.items()):
        colour = COLOURS.get(name, "#888")
        places = [(across(x), up(y)) for x, y in sorted(points) if y > 0]
        parts.append(
            f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="'
            + " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
            + '"/>'
        )
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in places]
        parts += [
            f'<rect x="{width - right + 14}" y="{top + 20 * index}" width="12" height="12" fill="{colour}"/>',
            _text(width - right + 32, top + 20 * index + 11, name),
        ]
    return _document(width, height, title, parts)


def bars(title: str, groups: dict[str, dict[str, float]]) -> str:
    """Horizontal bars; those that are longer than three times the reference are cut and show their number."""
    width, left, right, line, limit = 760, 190, 70, 17, 3.0
    unit = (width - left - right) / limit
    parts, y = [], 44.0
    for group, values in groups.items():
        parts.append(_text(16, y + 12, group, weight="600"))
        y += 20
        for name, value in values.items():
            parts += [
                _text(left - 8, y + 12, name, "end"),
                f'<rect x="{left}" y="{y + 1:.0f}" width="{min(value, limit) * unit:.1f}" height="{line - 3}" fill="{COLOURS.get(name, "#888")}"/>',
                _text(left + min(value, limit) * unit + 6, y + 12, f"{value:.2f}"),
            ]
            y += line
        y += 10
    parts.insert(0, f'<path class="grid" d="M{left + unit:.1f} 40V{y:.0f}"/>')
    return _document(width, int(y) + 10, title, parts)
