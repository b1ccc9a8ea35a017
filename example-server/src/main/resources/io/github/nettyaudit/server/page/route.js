// Where the page is: #VIEW?q=…&event=ID. Everything that a link should bring back is in it.

export const VIEWS = ['live', 'history', 'status', 'rules'];

export function current() {
  const [view, query] = location.hash.replace(/^#/, '').split(/\?(.*)/s);
  return { view: VIEWS.includes(view) ? view : 'live', parameters: new URLSearchParams(query ?? '') };
}

export function link(view, parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters ?? {})) {
    if (value !== null && value !== undefined && value !== '') {
      query.set(name, value);
    }
  }
  const text = query.toString();
  return `#${view}${text ? '?' + text : ''}`;
}

/** The present view with other parameters; null removes one. */
export function withParameters(changes) {
  const { view, parameters } = current();
  return link(view, { ...Object.fromEntries(parameters), ...changes });
}

/** An event in the present view. */
export function eventLink(id) {
  return withParameters({ event: id });
}
