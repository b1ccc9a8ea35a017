// Text of events is data: it reaches the page as text nodes only, and what a reader could not see is shown as an escape.

const NAMES = { 9: '\\t', 10: '\\n', 13: '\\r', 27: '\\e' };

/** Whether a character has no width, moves the cursor, or changes the direction of what follows. */
function isHidden(code) {
  return code < 0x20 || code >= 0x7f && code < 0xa0 || code === 0xad || code === 0x61c || code === 0x180e
    || code >= 0x200b && code <= 0x200f || code >= 0x2028 && code <= 0x202e || code >= 0x2060 && code <= 0x206f
    || code === 0xfeff || code >= 0xfff9 && code <= 0xfffb || code >= 0xd800 && code <= 0xdfff
    || code >= 0xe0000 && code <= 0xe007f;
}

/** Puts a text into an element; characters that cannot be seen become marked escapes. */
export function show(element, text, most = Infinity) {
  const whole = String(text ?? '');
  const shown = whole.length > most ? whole.slice(0, most) : whole;
  let plain = '';
  const flush = () => {
    if (plain) {
      element.append(plain);
      plain = '';
    }
  };
  for (const character of shown) {
    const code = character.codePointAt(0);
    if (isHidden(code)) {
      flush();
      const escape = document.createElement('span');
      escape.className = 'escape';
      escape.textContent = NAMES[code] ?? '\\u{' + code.toString(16) + '}';
      element.append(escape);
    } else {
      plain += character;
    }
  }
  flush();
  if (shown.length < whole.length) {
    const rest = document.createElement('span');
    rest.className = 'quiet';
    rest.textContent = ` … ${number(whole.length - shown.length)} more`;
    element.append(rest);
  }
  return element;
}

/**
 * Makes an element: el('p', {class: 'quiet'}, 'text', child …). Strings among the children are shown with their hidden
 * characters; attributes never come from events, except by properties that take text.
 */
export function el(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) {
      continue;
    }
    if (key === 'on') {
      for (const [event, listener] of Object.entries(value)) {
        element.addEventListener(event, listener);
      }
    } else {
      element.setAttribute(key, value === true ? '' : value);
    }
  }
  for (const child of children.flat(Infinity)) {
    if (child instanceof Node) {
      element.append(child);
    } else if (child !== undefined && child !== null && child !== '') {
      show(element, child);
    }
  }
  return element;
}

const whole = new Intl.NumberFormat('en-US');

export function number(value) {
  return typeof value === 'number' ? whole.format(Math.round(value)) : '–';
}

/** 1,234 · 12.3k · 4.5M */
export function short(value) {
  if (typeof value !== 'number') {
    return '–';
  }
  for (const [unit, size] of [['G', 1e9], ['M', 1e6], ['k', 1e4]]) {
    if (Math.abs(value) >= size) {
      return (value / (unit === 'k' ? 1e3 : size)).toFixed(1) + unit;
    }
  }
  return Math.abs(value) < 10 && value % 1 ? value.toFixed(1) : whole.format(Math.round(value));
}

export function bytes(value) {
  if (typeof value !== 'number') {
    return '–';
  }
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  let rest = value;
  while (rest >= 1024 && unit < units.length - 1) {
    rest /= 1024;
    unit++;
  }
  return `${unit && rest < 100 ? rest.toFixed(1) : Math.round(rest)} ${units[unit]}`;
}

export function duration(seconds) {
  if (typeof seconds !== 'number') {
    return '–';
  }
  const s = Math.round(seconds);
  if (s < 120) {
    return `${s} s`;
  }
  if (s < 7200) {
    return `${Math.round(s / 60)} min`;
  }
  return s < 172800 ? `${Math.round(s / 3600)} h` : `${Math.round(s / 86400)} days`;
}

const pad = (value, digits = 2) => String(value).padStart(digits, '0');

/** The local time of day of an instant, with milliseconds. */
export function clock(time) {
  const date = new Date(time);
  return isNaN(date) ? String(time) : `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
}

export function dayAndClock(time) {
  const date = new Date(time);
  return isNaN(date) ? String(time) : `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())} ${clock(time)}`;
}
