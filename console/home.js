// What runs, with its credentials, and the five steps of a report as requests that really run.
import { admin, answerView, badge, button, code, copy, el, field, fill, getCredentials, input, isReadOnly, moveClock, onChange,
  ownPath, panel, put, save, select, send, service, session, snippetTabs, tenant, time, toast, token, tokenRequest, value,
  announce, CallError } from './core.js';

export const title = 'Home';

export async function render(page) {
  const [credentials, settings, catalogue] = await Promise.all([getCredentials(), admin('settings'), admin('catalogue')]);
  const clock = el('dd', {});
  const showClock = () => fill(clock, time(tenant.now), ' ', badge(tenant.mode, 'info'));
  showClock();
  put(page, el('div.columns', {},
    panel('What runs', el('dl.facts', {},
      el('dt', {}, 'Tenant'), el('dd', {}, tenant.info?.name, ' ', tenant.info?.sandbox && badge('sandbox', 'info')),
      el('dt', {}, 'Edition'), el('dd', {}, settings.edition),
      el('dt', {}, 'Clock'), clock,
      el('dt', {}, 'Seed'), el('dd', {}, el('code', {}, settings.seed)),
      el('dt', {}, 'Tenants'), el('dd', {}, `${tenant.list.filter(one => !one.sandbox).length} of the file, `
        + `${tenant.list.filter(one => one.sandbox).length} sandboxes`),
      el('dt', {}, 'Version'), el('dd', {}, session.version)),
    el('p.hint', {}, 'A simulator: its data, tokens and secrets are invented.')),
    panel('Credentials', el('dl.facts', {}, [['Address', 'url'], ['Tenant', 'tenantId'], ['Application', 'clientId'],
      ['Secret', 'clientSecret', true], ['User', 'username'], ['Password', 'password', true]].map(([label, name, secret]) =>
      [el('dt', {}, label), el('dd', {}, secretView(label, credentials[name], secret))])))));
  put(page, el('h2', {}, 'A report in five steps'), el('p.lead', {}, 'Each step sends the real request of a client and hands '
    + 'its result to the next. A client in your language sends the same.'));
  put(page, steps(catalogue));
  return onChange(what => what === 'clock' && showClock());
}

function secretView(label, text, secret) {
  const shown = el('code.value', {}, secret ? '•'.repeat(12) : text);
  const row = el('span.secret', {}, shown);
  if (secret) {
    const toggle = button('Show', () => {
      const hidden = toggle.textContent === 'Show';
      fill(shown, hidden ? text : '•'.repeat(12));
      fill(toggle, hidden ? 'Hide' : 'Show');
      toggle.setAttribute('aria-label', `${hidden ? 'Hide' : 'Show'} ${label}`);
    }, 'small', { 'aria-label': `Show ${label}` });
    row.append(toggle);
  }
  row.append(button('Copy', () => copy(text, `${label} copied`), 'small', { 'aria-label': `Copy ${label}` }));
  return row;
}

/** What the steps hand on. */
const passed = {};

function steps(catalogue) {
  const program = select([['cmp', 'cmp: commercial marketplace'], ['mpn', 'mpn: partner network']], 'cmp');
  const list = el('ol.steps', {});
  const draw = () => { for (const name of Object.keys(passed)) delete passed[name]; fill(list, make(program.value, catalogue[program.value])); };
  program.addEventListener('change', draw);
  draw();
  return [el('div.narrow', {}, field('Program', program)), list];
}

function make(program, catalogue) {
  const first = catalogue.datasets.find(one => one.name === 'ISVOrder') ?? catalogue.datasets[0];
  const column = first.columns.find(one => one.name === 'OrderId') ?? first.columns[0];
  const name = input('First query');
  const text = el('textarea', { rows: 2, spellcheck: 'false', value: `SELECT ${column.name} FROM ${first.name}` });
  const queryId = input('', { placeholder: 'of step 2' });
  const reportName = input('First report');
  const interval = input('48', { inputmode: 'numeric' });
  const count = input('20', { inputmode: 'numeric' });
  const format = select(['csv', 'tsv'], 'csv');
  const reportId = input('', { placeholder: 'of step 4' });
  const start = input('', {});
  const setStart = () => { start.value = startTime(); };
  setStart();
  const cards = [];
  const call = (method, rest, body) => ({ method, path: `insights/v1/${program}/${rest}`, program,
    body: body && JSON.stringify(body) });
  const numbers = text => /^\d+$/.test(text) ? Number(text) : text;

  cards.push(card(1, 'Which datasets are there?', 'A token first, then the list of datasets with their columns.', [],
    async () => [await tokenRequest(program), call('GET', 'ScheduledDataset')], async answer => {
      const found = value(answer).map(one => `${one.datasetName} (${one.selectableColumns.length})`);
      return `${found.length} datasets: ${found.join(', ')}`;
    }));
  cards.push(card(2, 'Store a query', 'The service checks it, and gives it an identifier.', [field('Name', name), field('Query', text)],
    async () => [call('POST', 'ScheduledQueries', { Name: name.value, Query: text.value })], async answer => {
      queryId.value = passed.queryId = value(answer)[0].queryId;
      cards[2].update();
      cards[3].update();
      return `The query is ${queryId.value}.`;
    }));
  cards.push(card(3, 'Look at its first rows', 'A test run: what a file would begin with.', [],
    async () => [call('GET', 'ScheduledQueries/testQueryResult?exportQuery=' + encodeURIComponent(text.value))], async answer => {
      const rows = value(answer);
      return `${rows.length} rows${rows.length ? '; the first is ' + JSON.stringify(rows[0]) : ''}.`;
    }));
  cards.push(card(4, 'Schedule a report', 'From the start, every so many hours. The first slot is at least four hours ahead.',
    [field('Query', queryId), field('Name', reportName), field('Start', start), field('Hours between', interval),
      field('Times', count), field('Format', format)],
    async () => [call('POST', 'ScheduledReport', { ReportName: reportName.value, QueryId: queryId.value, StartTime: start.value,
      RecurrenceInterval: numbers(interval.value), RecurrenceCount: numbers(count.value), Format: format.value })], async answer => {
      const report = value(answer)[0];
      reportId.value = passed.reportId = report.reportId;
      passed.start = report.startTime;
      cards[4].update();
      return `The report is ${report.reportStatus}; its first slot is ${time(report.startTime)}.`;
    }));
  const extra = el('div', {});
  cards.push(card(5, 'Fetch the file', 'An execution is pending until its slot. Move the clock there, and list it again.',
    [field('Report', reportId)], async () => [call('GET', `ScheduledReport/execution/${encodeURIComponent(reportId.value)}`)], async answer => {
      const executions = value(answer);
      const done = executions.filter(one => one.reportAccessSecureLink);
      fill(extra, done.length ? [button('Download the file', () => download(done.at(-1), extra), 'primary')]
        : isReadOnly() ? el('p.hint', {}, 'The clock can be moved where the console is not read-only.')
          : button(`Move the clock to ${time(passed.start ?? executions[0]?.startTime)}`, async () => {
            await moveClock({ set: (passed.start ?? start.value) });
            toast(`The clock shows ${time(tenant.now)}`);
            await cards[4].run();
          }, 'primary'));
      return executions.map(one => `${one.executionId.slice(0, 8)}… is ${one.executionStatus}`).join('; ') || 'No execution yet.';
    }, extra));
  for (const control of [name, text, queryId, reportName, interval, count, format, reportId, start]) {
    control.addEventListener('input', () => cards.forEach(one => one.update()));
  }
  return cards.map(one => one.node);
}

/** The next day at a full hour, which is far enough ahead. */
function startTime() {
  const next = new Date(Math.ceil(Date.parse(tenant.now ?? new Date().toISOString()) / 3600000) * 3600000 + 6 * 3600000);
  return next.toISOString().slice(0, 19) + 'Z';
}

async function download(execution, place) {
  const answer = await send({ method: 'GET', path: ownPath(execution.reportAccessSecureLink), headers: {} });
  if (answer.status !== 200) throw new CallError(answer.status, answer.detail ?? `The link answers ${answer.status}.`);
  const lines = answer.text.split(/\r?\n/);
  fill(place, el('p.line', {}, badge('200', 'good'), ` ${lines.length - 2} rows, ${answer.text.length.toLocaleString('en')} characters`),
    code(lines.slice(0, 8).join('\n'), 'First lines of the file'),
    button('Save the file', () => save(`${execution.executionId}.${execution.format ?? 'csv'}`.toLowerCase(), answer.text, 'text/csv'), 'primary'));
  announce('The file is downloaded');
}

/** One step: its request as code, run for real, with its answer and what follows from it. */
function card(number, heading, text, controls, requests, then, extra) {
  const requestView = el('div', {});
  const result = el('div', { 'aria-live': 'polite' });
  const state = el('span', {});
  const run = async () => {
    fill(state);
    fill(extra ?? el('i'));
    const all = await requests();
    let answer;
    try {
      for (const request of all) {
        answer = request.form ? await send(request)
          : await service(request.program, request.method, request.path.split('/').slice(3).join('/'), request.body && JSON.parse(request.body));
      }
    } catch (error) {
      fill(state, badge('failed', 'bad'));
      fill(result, el('p.error', {}, error.message));
      return;
    }
    let line;
    let works = true;
    try { line = await then(answer); } catch (error) { line = error.message; works = false; }
    fill(state, works ? badge('done', 'good') : badge('refused', 'warn'));
    fill(result, el('p' + (works ? '.found' : '.error'), {}, line),
      el('details', {}, el('summary', {}, 'The response'), answerView(answer)));
  };
  const update = async () => {
    const all = await requests();
    fill(requestView, all.map(request => [request.form && all.length > 1 && el('p.hint', {}, 'First the token:'),
      all.length > 1 && !request.form && el('p.hint', {}, 'Then, with it:'), snippetTabs(request)]));
  };
  const node = el('li.step', { 'data-step': number }, el('div.head', {}, el('span.number', { 'aria-hidden': 'true' }, String(number)),
    el('h3', {}, heading), state), el('p.hint', {}, text), controls.length > 0 && el('div.row', {}, controls),
  el('div.row', {}, button('Run', run, 'primary', { 'aria-label': `Run step ${number}` })), extra,
  result, el('details', {}, el('summary', {}, 'The request as code'), requestView));
  update();
  return { node, run, update };
}
