"""The signs of the four states: they differ in shape, so that a print without colour is read as well."""

_BEGIN = '<svg class="mark" viewBox="0 0 20 20" aria-hidden="true" focusable="false">'

#: State -> SVG.
MARKS = {
    "passed": f'{_BEGIN}<circle cx="10" cy="10" r="9"/><path d="M5.8 10.4l2.8 2.8 5.6-6"/></svg>',
    "failed": f'{_BEGIN}<path class="body" d="M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 13.7V6.3z"/>'
    '<path d="M6.9 6.9l6.2 6.2M13.1 6.9l-6.2 6.2"/></svg>',
    "unknown": f'{_BEGIN}<path class="body" d="M10 .9L19.1 10 10 19.1.9 10z"/>'
    '<path d="M7.9 8.2c.1-1.3 1-2 2.2-2s2.1.8 2.1 1.9c0 1.6-2.1 1.7-2.1 3.3"/>'
    '<path d="M10.1 13.8v.1"/></svg>',
    "off": f'{_BEGIN}<circle cx="10" cy="10" r="8.4"/><path d="M6.4 10h7.2"/></svg>',
}
