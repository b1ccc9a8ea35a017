// The rules that the kernel has, and a change of them: first a plan, then the plan is applied. Both need a token.
import { askToken, get, post } from './api.js';
import { el, number } from './text.js';

let rulesToken = null; // in memory only: gone when the page is

export function rulesView(view, context) {
  const state = el('p', { role: 'status', class: 'sample' }, 'Reading the rules …');
  const list = el('div', {});
  const editor = el('div', { class: 'editor', hidden: true });
  view.replaceChildren(el('h1', {}, 'Rules'), state, list, editor);
  let closed = false;
  let texts = [];

  async function read() {
    try {
      const answer = await get('api/rules');
      if (closed) {
        return;
      }
      texts = answer.rules.map(rule => rule.text);
      state.classList.remove('problem');
      state.textContent = answer.rules.length ? `The kernel has ${number(answer.rules.length)} rules, in this order.` : 'The kernel has no rules.';
      list.replaceChildren(answer.rules.length ? el('ol', { class: 'rules' }, answer.rules.map(rule => el('li', {}, el('code', {}, rule.text)))) : el('p', { class: 'empty' },
        'Without rules the kernel reports little more than logins. The server option --rules @starter loads a small set.'));
      if (answer.writable) {
        showEditor();
      } else {
        list.append(el('p', { class: 'quiet' }, answer.reason ?? 'Rules can be changed here when the configuration names page.rules-token.'));
      }
    } catch (problem) {
      state.classList.add('problem');
      state.textContent = problem.message;
    }
  }

  function showEditor() {
    const text = el('textarea', { id: 'rules-text', rows: String(Math.min(24, Math.max(8, texts.length + 2))), spellcheck: 'false', autocomplete: 'off', wrap: 'off', 'aria-describedby': 'rules-hint' });
    text.value = texts.join('\n') + (texts.length ? '\n' : '');
    const result = el('div', { class: 'plan', 'aria-live': 'polite' });
    const plan = el('button', { class: 'primary', on: { click: () => makePlan(text, result) } }, 'Plan the change');
    editor.hidden = false;
    editor.replaceChildren(el('h2', {}, 'Change the rules'), el('label', { for: 'rules-text' }, 'One rule a line, as auditctl(8) and audit.rules(7) have them'), text,
      el('p', { id: 'rules-hint', class: 'quiet' }, 'A plan changes nothing. It shows which rules would be added and which deleted.'), el('div', { class: 'buttons' }, plan), result);
    text.addEventListener('input', () => result.replaceChildren());
  }

  async function token() {
    rulesToken ??= await askToken('A change of the rules asks for the token that page.rules-token names in the configuration. It is kept until this page is closed.');
    return rulesToken;
  }

  async function ask(path, contentType, body) {
    const given = await token();
    if (!given) {
      return null;
    }
    try {
      return await post(path, contentType, body, given);
    } catch (problem) {
      if (problem.status === 401 || problem.status === 403) {
        rulesToken = null;
      }
      throw problem;
    }
  }

  function refuse(result, problem) {
    result.replaceChildren(el('p', { class: 'problem' }, problem.status === 401 ? 'The token is not the right one. Try again.' : problem.message));
  }

  async function makePlan(text, result) {
    try {
      const plan = await ask('api/rules/plan', 'text/plain; charset=utf-8', text.value);
      if (!plan) {
        return;
      }
      if (plan.problems?.length) {
        result.replaceChildren(el('h3', {}, 'These rules cannot be loaded'), el('ul', { class: 'problems' }, plan.problems.map(problem => el('li', {}, typeof problem === 'string' ? problem : problem.text ?? problem.message))));
        return;
      }
      const changes = plan.plan.filter(step => step.change !== 'keep');
      if (!changes.length) {
        result.replaceChildren(el('p', {}, 'Nothing changes: the kernel has these rules.'));
        return;
      }
      const marks = { add: '+', delete: '−', keep: ' ' };
      const apply = el('button', { class: 'danger', on: { click: () => applyPlan(text.value, plan.digest, apply, result) } },
        `Apply: ${number(changes.filter(step => step.change === 'add').length)} added, ${number(changes.filter(step => step.change === 'delete').length)} deleted`);
      result.replaceChildren(el('h3', {}, 'The plan'), el('ol', { class: 'diff' }, plan.plan.map(step => el('li', { class: step.change },
        el('span', { class: 'mark', role: 'img', 'aria-label': step.change }, marks[step.change] ?? '?'), el('code', {}, step.text)))), el('div', { class: 'buttons' }, apply));
      apply.focus();
    } catch (problem) {
      refuse(result, problem);
    }
  }

  async function applyPlan(rules, digest, button, result) {
    button.disabled = true;
    try {
      const done = await ask('api/rules/apply', 'application/json', JSON.stringify({ rules, digest }));
      if (!done) {
        button.disabled = false;
        return;
      }
      context.announce('The rules were changed.');
      await read();
      state.textContent = `The change is made. ${state.textContent}`;
      view.querySelector('h1').scrollIntoView();
    } catch (problem) {
      refuse(result, problem);
    }
  }

  read();
  return { keys: {}, close() { closed = true; } };
}
