// The search field: a word is made an expression, an expression goes to the server as it is.
import { el } from './text.js';

const FIELDS = ['exe', 'comm', 'path', 'key', 'proctitle', 'acct', 'cmd', 'addr', 'op', 'host'];
const OPERATOR = /[=<>()[\]]|\b(exists|contains|starts-with|ends-with|under|matches|in)\b/;

/** The expression for what was typed; '' for everything. */
export function expression(typed) {
  const text = typed.trim();
  if (!text || OPERATOR.test(text)) {
    return text;
  }
  const quoted = text.includes('"') ? `'${text.replaceAll("'", '')}'` : `"${text}"`;
  return [...FIELDS.map(field => `${field} contains ${quoted}`), `type contains ${/[a-z]/.test(quoted) ? quoted.toUpperCase() : quoted}`].join(' or ');
}

/** A form with one field; `search(expression, typed)` is called when the person is done. */
export function searchField(typed, label, search) {
  const input = el('input', { type: 'search', id: 'search', value: typed, autocomplete: 'off', spellcheck: 'false',
    placeholder: 'a word, or an expression such as  success = no and path under /etc', 'aria-describedby': 'search-hint' });
  const hint = el('p', { id: 'search-hint', class: 'hint', role: 'status' });
  const form = el('form', { class: 'search', role: 'search', on: { submit: event => {
    event.preventDefault();
    search(expression(input.value), input.value.trim());
  } } },
    el('label', { for: 'search', class: 'unseen' }, label), input,
    el('button', { class: 'primary' }, 'Search'));
  input.addEventListener('search', () => input.value === '' && search('', ''));
  return {
    form, input, hint,
    /** Says what is looked for. */
    explain() {
      const text = input.value.trim();
      hint.className = 'hint';
      hint.replaceChildren();
      if (text && !OPERATOR.test(text)) {
        hint.append(el('span', {}, `Events with “${text}” in a program, path, key, command line, account, address, operation or type.`));
      }
    },
    /** Says what is wrong with the expression, and where. */
    refuse(problem) {
      hint.className = 'hint problem';
      const column = problem.detail?.column;
      hint.replaceChildren(el('span', {}, problem.message));
      if (Number.isInteger(column) && expression(input.value) === input.value.trim()) {
        hint.append(el('pre', { 'aria-hidden': 'true' }, `${input.value.trim()}`, el('br'), `${' '.repeat(Math.max(0, column - 1))}^`));
        input.setSelectionRange(Math.max(0, column - 1), input.value.length);
      }
      input.focus();
    },
  };
}
