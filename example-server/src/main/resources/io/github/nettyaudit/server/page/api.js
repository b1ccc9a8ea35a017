// Requests to the server this page came from. With a token, each request has it in its head; no cookie is used.

let token = null;
try {
  token = sessionStorage.getItem('token');
} catch (e) {
  // storage is switched off; the token is asked for again after a reload
}
let asking = null;
let declined = false; // somebody has no token: not asked again by requests that the page makes by itself

export class Problem extends Error {
  constructor(status, body, fallback) {
    super(body?.error?.message ?? fallback);
    this.status = status;
    this.detail = body?.error ?? {};
  }
}

/** Asks for a token in a dialog; null if the person cancels. */
export function askToken(text) {
  if (asking) {
    return asking;
  }
  const dialog = document.getElementById('token-dialog');
  const field = document.getElementById('token');
  document.getElementById('token-text').textContent = text;
  field.value = '';
  dialog.returnValue = '';
  asking = new Promise(resolve => {
    dialog.addEventListener('close', () => {
      asking = null;
      resolve(dialog.returnValue === 'ok' && field.value ? field.value.trim() : null);
      field.value = '';
    }, { once: true });
  });
  document.getElementById('token-cancel').onclick = () => dialog.close('cancel');
  dialog.showModal();
  return asking;
}

/** Asks for the token of the page, unless another request has got a new one meanwhile. */
async function newToken(refused) {
  if (token !== refused) {
    return true;
  }
  const given = await askToken(`${refused === null ? '' : 'The server refuses that token. '}Enter the token of this page. It is in the`
    + ' file that the key page.token of the configuration names.');
  if (given === null) {
    declined = true;
    return false;
  }
  token = given;
  try {
    sessionStorage.setItem('token', given);
  } catch (e) {
    // kept in memory only
  }
  return true;
}

async function send(path, options = {}) {
  const headers = { ...(options.headers ?? {}) };
  const sent = headers.Authorization ? null : token;
  if (sent) {
    headers.Authorization = `Bearer ${sent}`;
  }
  let response;
  try {
    response = await fetch(path, { ...options, headers, cache: 'no-store', credentials: 'omit', redirect: 'error' });
  } catch (e) {
    if (e.name === 'AbortError') {
      throw e;
    }
    throw new Problem(0, null, 'The server does not answer.');
  }
  if (response.status === 401 && !options.headers?.Authorization && !declined && await newToken(sent)) {
    return send(path, options);
  }
  if (!response.ok) {
    let body = null;
    try {
      body = await response.json();
    } catch (e) {
      // not JSON: the status says enough
    }
    throw new Problem(response.status, body, `The server answered with the status ${response.status}.`);
  }
  return response;
}

/** Allows the question for the token again, after somebody has cancelled it. */
export function askAgain() {
  declined = false;
}

export async function get(path, signal) {
  return (await send(path, { signal })).json();
}

export async function post(path, contentType, body, authorization) {
  const headers = { 'Content-Type': contentType };
  if (authorization) {
    headers.Authorization = `Bearer ${authorization}`;
  }
  return (await send(path, { method: 'POST', headers, body })).json();
}

/**
 * Reads a stream of Server-Sent Events until it ends or is aborted. EventSource cannot send a token, so this reads the
 * body itself.
 */
export async function stream(path, signal, opened, take) {
  const response = await send(path, { signal, headers: { Accept: 'text/event-stream' } });
  opened();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let event = 'message';
  let data = [];
  for (;;) {
    const { value, done } = await reader.read();
    if (done) {
      return;
    }
    const lines = (rest + value).split('\n');
    rest = lines.pop();
    for (const full of lines) {
      const line = full.endsWith('\r') ? full.slice(0, -1) : full;
      if (line === '') {
        if (data.length) {
          take(event, JSON.parse(data.join('\n')));
        }
        event = 'message';
        data = [];
      } else if (line.startsWith('event:')) {
        event = line.slice(6).trim();
      } else if (line.startsWith('data:')) {
        data.push(line.slice(line[5] === ' ' ? 6 : 5));
      }
    }
  }
}
