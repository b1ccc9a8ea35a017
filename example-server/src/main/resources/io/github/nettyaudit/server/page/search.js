// The search field of the live view and of the history: a word, or an expression of the forwarder's filters.
import { el, show } from './text.js';

const OPERATOR = /[=<>!()[\]]|\b(contains|starts-with|ends-with|under|matches|exists)\b/;

function quoted(text) {
  return text.includes('"') ? `'${text.replaceAll("'", '')}'` : `"${text}"`;
}

/** What the server is asked for: an expression as it is; a word is looked for in the fields that people mean. */
export function expression(text) {
  const words = text.trim();
  if (words === '' || OPERATOR.test(words)) {
    return words;
  }
  const value = quoted(words);
  const conditions = ['exe', 'comm', 'path', 'proctitle', 'key', 'acct', 'addr', 'cmd'].map(field => `${field} contains ${value}`);
  if (/^[A-Za-z0-9_]+$/.test(words)) {
    conditions.push(`type matches *${words.toUpperCase()}*`);
  }
  if (/^[a-z_][a-z0-9_-]*$/.test(words)) {
    conditions.push(`auid = ${words}`, `uid = ${words}`);
  }
  return conditions.join(' or ');
}

/** A condition that holds for a value, for the links of a story. */
export function condition(field, value) {
  return `${field} = ${quoted(String(value))}`;
}

/**
 * Makes a search form.
 * @param {{value: string, label: string, placeholder: string, submit: function(string)}} options
 * @returns {{form: HTMLElement, input: HTMLInputElement, fail: function(Error), clear: function()}}
 */
export function searchForm(options, ...more) {
  const input = el('input', { type: 'search', id: 'search', 'aria-label': options.label, placeholder: options.placeholder,
    autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', maxlength: 4000 });
  input.value = options.value;
  const error = el('div', { class: 'search-error', id: 'search-error', role: 'alert', hidden: true });
  const glass = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  for (const [name, value] of [['viewBox', '0 0 24 24'], ['width', '16'], ['height', '16'], ['class', 'glass'], ['aria-hidden', 'true']]) {
    glass.setAttribute(name, value);
  }
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', 'M10.5 3a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM16 16l5 5');
  glass.append(path);
  const form = el('form', { class: 'search', role: 'search', on: { submit: event => {
    event.preventDefault();
    options.submit(input.value.trim());
  } } }, el('div', { class: 'field' }, glass, input, error), el('button', { class: 'primary', type: 'submit' }, 'Search'), ...more);

  function clear() {
    error.hidden = true;
    error.replaceChildren();
    input.removeAttribute('aria-invalid');
    input.removeAttribute('aria-describedby');
  }
  return {
    form, input, clear,
    /** Shows why the expression cannot be read, and where. */
    fail(problem) {
      clear();
      input.setAttribute('aria-invalid', 'true');
      input.setAttribute('aria-describedby', 'search-error');
      // the place is shown below; what the message adds after a semicolon is less urgent
      const [first, ...rest] = problem.message.replace(/^(filter: )?column \d+: /, '').split('; ');
      error.append(el('div', null, first));
      const column = problem.detail?.column;
      const text = input.value.trim();
      if (typeof column === 'number' && column >= 1 && expression(text) === text) {
        const at = Math.min(column - 1, text.length);
        const end = at + Math.max(1, /^[\w.*/-]*/.exec(text.slice(at))[0].length);
        error.append(el('pre', { 'aria-label': `The place is column ${column}` }, text.slice(0, at),
          show(el('span', { class: 'here' }), text.slice(at, end) || ' '), text.slice(end)));
      }
      const allowed = problem.detail?.allowed;
      if (rest.length) {
        error.append(el('div', { class: 'more' }, rest.join('; ')));
      } else if (Array.isArray(allowed) && allowed.length) {
        error.append(el('div', { class: 'more' }, `Possible here: ${allowed.join(', ')}`));
      }
      error.hidden = false;
    },
  };
}
