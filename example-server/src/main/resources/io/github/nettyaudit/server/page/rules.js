// The rules of the kernel: what is loaded, and a change of it, in two steps: plan, then apply what was planned.
import { askToken, get, post } from './api.js';
import { announce, clearNotice, notice } from './shell.js';
import { clock, el, number, show } from './text.js';

let token = null; // of the rules; in memory only, a reload forgets it

async function withToken(path, type, body) {
  for (;;) {
    const had = token;
    token ??= await askToken('Enter the token of the rules. It is in the file that the key page.rules-token of the configuration names. This page keeps it in memory only, until it is closed or reloaded.');
    if (token === null) {
      return null;
    }
    try {
      return await post(path, type, body, token);
    } catch (problem) {
      if (problem.status !== 401) {
        throw problem;
      }
      token = null;
      if (!had) {
        throw problem;
      }
    }
  }
}

/** A reason of the server as a sentence. */
function full(reason) {
  return reason.charAt(0).toUpperCase() + reason.slice(1) + (reason.endsWith('.') ? '' : '.');
}

const SIGN = { add: '+', delete: '−', keep: ' ' };

export function open(main) {
  let ended = false;
  let planned = null;
  const note = el('p', { class: 'quiet' });
  const loaded = el('div', null, el('p', { class: 'quiet panel' }, 'Reading the rules'));
  const area = el('textarea', { id: 'rules-text', spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off', rows: '14', 'aria-describedby': 'rules-help' });
  const planButton = el('button', { type: 'button', class: 'primary', on: { click: plan } }, 'Plan the change');
  const reset = el('button', { type: 'button', on: { click: () => load() } }, 'Start again from the loaded rules');
  const result = el('div', { role: 'status' });
  const editor = el('section', { class: 'card editor', hidden: true, 'aria-labelledby': 'rules-edit' }, el('h2', { id: 'rules-edit' }, 'Change the rules'),
    el('p', { class: 'quiet', id: 'rules-help' }, 'One rule a line, as in audit.rules(7). The plan shows what would be added and deleted; nothing changes before you apply it.'),
    el('label', { for: 'rules-text' }, 'Rules'), area, el('div', { class: 'buttons' }, planButton, reset), result);
  main.append(el('div', { class: 'lead' }, el('h1', null, 'Rules'), note), el('div', { class: 'rules-grid' }, el('section', { class: 'card', 'aria-label': 'Loaded rules' }, loaded), editor));
  area.addEventListener('input', () => {
    if (planned) {
      planned = null;
      result.replaceChildren(el('p', { class: 'quiet' }, 'The text has changed since the plan. Plan again.'));
    }
  });

  function failed(problem) {
    if (problem.status === 423) {
      watch(null, false);
      return;
    }
    result.replaceChildren(el('div', { class: 'search-error' }, problem.status === 401
      ? 'The token of the rules was refused. Nothing was changed.' : problem.status === 409
        ? 'The rules have changed since the plan. Nothing was changed; plan again.' : problem.message));
  }

  /** Shows a change that is being applied, until it has ended. It goes on without the page. */
  async function watch(first, mine) {
    let change = first;
    let shown = '';
    planned = null;
    planButton.disabled = true;
    for (;;) {
      try {
        change ??= await get('api/rules/change');
        if (ended) {
          return;
        }
        clearNotice('rules');
        if (change.state !== 'applying') {
          break;
        }
        const counts = 'to_add' in change ? `: ${number(change.to_add)} to add, ${number(change.to_delete)} to delete` : '';
        const sentence = `${mine ? 'The change' : 'Another change'} is being applied since ${clock(change.started).slice(0, 8)}${counts}.`
          + ` The kernel may need minutes. ${mine ? 'The change goes on if you leave this page.' : 'Nothing else can be planned or changed until it is done.'}`;
        if (sentence !== shown) { // said once to screen readers
          shown = sentence;
          (editor.hidden ? loaded : result).replaceChildren(el('p', { class: 'applying' }, sentence));
          note.textContent = editor.hidden ? '' : 'The list is from before the change that is being applied.';
        }
      } catch (problem) {
        if (ended) {
          return;
        }
        if (problem.status !== 0) {
          planButton.disabled = false;
          result.replaceChildren(el('div', { class: 'search-error' }, problem.message));
          return;
        }
        notice('rules', 'The server does not answer. It is asked again.', false);
      }
      await new Promise(resolve => setTimeout(resolve, 1000));
      if (ended) {
        return;
      }
      change = null;
    }
    planButton.disabled = false;
    await load();
    if (!ended) {
      said(change);
    }
  }

  /** Says how a change has ended. */
  function said(change) {
    const sentence = change.state === 'applied' ? `Applied: ${number(change.added ?? 0)} added, ${number(change.deleted ?? 0)} deleted.`
      : change.state === 'none' ? 'The server was started again, and does not know how the change has ended. The list is what is loaded now.'
        : change.state === 'stale' ? 'The rules have changed since the plan. Nothing was changed; plan again.' : full(change.message ?? 'The change has failed.');
    (editor.hidden ? note : result).replaceChildren(el('p', { class: change.state === 'applied' ? 'done' : 'search-error' }, sentence));
    announce(sentence);
  }

  async function load() {
    try {
      const answer = await get('api/rules');
      if (ended) {
        return;
      }
      clearNotice('rules');
      const rules = answer.rules ?? [];
      note.textContent = rules.length === 0 ? '' : `${rules.length === 1 ? '1 rule is' : `${number(rules.length)} rules are`} loaded in the kernel.`;
      loaded.replaceChildren(rules.length ? el('div', { class: 'panel table-wrap' }, el('table', { class: 'plain' },
        el('thead', null, el('tr', null, ['Rule', 'List', 'Key'].map(head => el('th', { scope: 'col' }, head)))),
        el('tbody', null, rules.map(rule => el('tr', null, el('td', null, el('code', null, rule.text)), el('td', null, rule.list ?? ''),
          el('td', null, rule.key ? show(el('span', { class: 'tag' }), rule.key, 60) : null))))))
        : !answer.writable && answer.reason ? el('div', { class: 'empty' }, el('strong', null, 'There are no rules to show'), full(answer.reason))
          : el('div', { class: 'empty' }, el('strong', null, 'No rule is loaded'), 'The kernel reports logins and the like, but no system calls or files.'));
      editor.hidden = !answer.writable;
      if (answer.writable) {
        area.rows = Math.max(8, Math.min(24, rules.length + 3));
        area.value = answer.text ?? rules.map(rule => rule.text).join('\n') + (rules.length ? '\n' : '');
        planned = null;
        result.replaceChildren();
      } else if (rules.length) {
        note.textContent += ` ${answer.reason ? full(answer.reason) : 'They cannot be changed here: set rules-token in the section page of the configuration to allow it.'}`;
      }
    } catch (problem) {
      if (!ended && problem.status === 423) {
        watch(null, false);
      } else if (!ended) {
        note.textContent = '';
        loaded.replaceChildren(el('div', { class: 'empty' }, el('strong', null, 'The rules cannot be read'), problem.message));
        if (problem.status === 0) {
          notice('rules', problem.message, false, 'Try again', load);
        }
      }
    }
  }

  async function plan() {
    const text = area.value;
    planned = null;
    try {
      const answer = await withToken('api/rules/plan', 'application/json', JSON.stringify({ rules: text }));
      if (answer === null || ended) {
        return;
      }
      const problems = answer.problems ?? [];
      const lines = answer.plan ?? [];
      const count = change => lines.filter(line => line.change === change).length;
      const changes = count('add') + count('delete');
      const sentence = problems.length ? 'The rules cannot be planned.' : changes === 0 ? 'Nothing would change.'
        : `${number(count('add'))} to add, ${number(count('delete'))} to delete, ${number(count('keep'))} stay.`;
      planned = problems.length || !changes ? null : { rules: text, digest: answer.digest };
      result.replaceChildren(el('section', { class: 'story-part' }, el('h2', null, 'Plan'),
        problems.length ? el('ul', { class: 'problems' }, problems.map(problem => el('li', null,
          typeof problem === 'string' ? problem : `${problem.line ? `Line ${problem.line}: ` : ''}${problem.message}`))) : el('p', { class: 'quiet' }, sentence),
        lines.length ? el('ul', { class: 'diff' }, lines.map(line => el('li', { class: line.change in SIGN ? line.change : 'keep' },
          el('span', { 'aria-hidden': 'true' }, SIGN[line.change] ?? ' '), el('span', null, el('span', { class: 'unseen' }, `${line.change} `), line.text)))) : null,
        planned ? el('div', { class: 'buttons' }, el('button', { type: 'button', class: 'primary', id: 'apply', on: { click: apply } }, 'Apply this plan'),
          el('button', { type: 'button', on: { click: () => {
            token = null;
            announce('The token is forgotten.');
          } } }, 'Forget the token')) : null));
      announce(sentence);
    } catch (problem) {
      if (!ended) {
        failed(problem);
      }
    }
  }

  async function apply() {
    if (!planned) {
      return;
    }
    try {
      const answer = await withToken('api/rules/apply', 'application/json', JSON.stringify(planned));
      if (answer === null || ended) {
        return;
      }
      if (answer.state === 'applying') {
        await watch(answer, true);
        return;
      }
      await load();
      said(answer);
    } catch (problem) {
      if (!ended) {
        planned = null;
        failed(problem);
      }
    }
  }

  load();
  return {
    close() {
      ended = true;
      clearNotice('rules');
    },
  };
}
