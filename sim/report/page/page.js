// Draws the charts of the report from the figures in the page, and makes the table beside each from the same figures.
// Needs echarts; fetches nothing. Each kind of chart has a function for its options and one for its table.
'use strict';
(() => {
  const page = JSON.parse(document.getElementById('figures').textContent);
  // Okabe and Ito's colours, dark enough for paper; lines also differ in their dashes.
  const colours = ['#0b4f8a', '#c14a00', '#007a5a', '#a0518a', '#8a6d00', '#2b8cbe', '#444444', '#7a3b00'];
  const dashes = ['solid', [7, 4], [2, 3], [9, 3, 2, 3], [4, 2], [12, 4], 'solid', [2, 2]];
  const heat = ['#f4f8fb', '#c6dbec', '#8cbada', '#4a8ec2', '#1f639f', '#0a3a68'];
  const font = getComputedStyle(document.body).fontFamily;
  const drawn = [];
  let week = page.worst ?? 0;

  const known = (v) => v !== null && v !== undefined;
  function text(v) {
    if (!known(v)) return '–';
    const size = Math.abs(v), digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size === 0 ? 0 : 3;
    return v.toLocaleString('en-GB', { maximumFractionDigits: digits, minimumFractionDigits: size >= 100 ? 0 : Math.min(digits, 1) });
  }
  const range = (low, high) => (known(low) && known(high) ? `${text(low)} to ${text(high)}` : '–');
  const safe = (s) => String(s).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
  const day = (label) => {
    const d = new Date(label + 'T00:00:00Z');
    return Number.isNaN(d.getTime()) ? label : d.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
  };

  const spoken = (label) => {
    const d = new Date(label + 'T00:00:00Z');
    return Number.isNaN(d.getTime()) ? label : d.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  };

  // ---- tables
  const cell = (v) => `<td data-value="${known(v) ? v : ''}">${text(v)}</td>`;
  function table(head, rows) {
    return `<table><thead><tr>${head.map((h) => `<th scope="col">${safe(h)}</th>`).join('')}</tr></thead><tbody>${rows
      .map((r) => `<tr><th scope="row">${safe(r[0])}</th>${r.slice(1).join('')}</tr>`)
      .join('')}</tbody></table>`;
  }
  const tables = {
    distribution: (c) =>
      c.lines
        .map((l) => `<h4>${safe(l.name)} (${l.n.toLocaleString('en-GB')} durations)</h4>` +
          table(['Limit', 'Within it, %', '95% interval'], l.within.map((w) => [w.limit, cell(w.value), `<td>${range(w.low, w.high)}</td>`])) +
          table([`Below (${c.unit})`, 'Share, %', c.band], c.x.map((x, i) => [text(x), cell(l.value[i]), `<td>${range(l.low[i], l.high[i])}</td>`]).filter((r, i) => i % 4 === 3)))
        .join(''),
    series: (c) =>
      table([`From`, ...c.lines.flatMap((l) => [`${l.name}, ${c.unit}`, '95% interval', c.band])],
        c.buckets.map((b, i) => [b, ...c.lines.flatMap((l) => [cell(l.value[i]), `<td>${range(l.low[i], l.high[i])}</td>`, `<td>${range(l.band_low[i], l.band_high[i])}</td>`])])),
    hours: (c) =>
      c.studies
        .map((s) => `<h4>${safe(s.name)}</h4>` + table(['', ...days], [...Array(24).keys()].map((h) => [`${String(h).padStart(2, '0')}:00`, ...days.map((d, k) => cell(s.value[k * 24 + h]))])))
        .join(''),
    cut: (c) =>
      table(['', ...c.lines.flatMap((l) => [`${l.name}, ${c.unit}`, '95% interval', 'patients'])],
        c.labels.map((b, i) => [b, ...c.lines.flatMap((l) => [cell(l.value[i]), `<td>${range(l.low[i], l.high[i])}</td>`, `<td>${l.n[i].toLocaleString('en-GB')}</td>`])])),
    causes: (c) =>
      c.studies
        .map((s) => `<h4>${safe(s.name)}: ${text(s.waiting)} waiting at a time</h4>` +
          table(['Because of', 'Share, %', '95% interval'], s.causes.map((n, i) => [n, cell(s.value[i]), `<td>${range(s.low[i], s.high[i])}</td>`])) +
          table(['From', ...s.causes], c.buckets.map((b, i) => [b, ...s.by_bucket.map((r) => cell(r[i]))])))
        .join(''),
  };
  const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

  // ---- drawings
  const tidy = (tick) => (typeof tick === 'number' ? (+tick.toPrecision(6)).toLocaleString('en-GB', { maximumSignificantDigits: 6 }) : tick);  // without what binary fractions add: 1.2000000000000002
  const axis = { axisLine: { lineStyle: { color: '#6b7a88' } }, axisLabel: { color: '#36424e', formatter: tidy }, nameTextStyle: { color: '#36424e' }, splitLine: { lineStyle: { color: '#e4e9ee' } } };
  const bucketOf = (bucket, date) => (bucket === 'day' ? date : `${bucket} from ${date}`);
  const short = (unit) => (unit.length > 26 ? 'number' : unit);
  const narrow = () => window.innerWidth < 600;
  // Where an axis begins and ends: on its grid, with some room above what is drawn.
  function span(bottom, lists, unit) {
    const top = Math.max(0, ...lists.flat().filter(known)) * 1.02;
    if (top === 0) return { min: 0, max: 1 };
    const rough = (top - bottom) / 5, power = 10 ** Math.floor(Math.log10(rough)), interval = power * [1, 2, 2.5, 5, 10].find((u) => u * power >= rough * 0.999);
    const onGrid = (steps) => +(interval * steps).toPrecision(12), min = onGrid(Math.floor(bottom / interval)), max = onGrid(Math.ceil(top / interval));
    return { min, max: unit === '%' ? Math.min(100, max) : max, interval };
  }
  // The stretch between two lists of y, drawn as a shape.
  function stretch(x, low, high, colour) {
    return { type: 'custom', silent: true, z: 1, data: [0], tooltip: { show: false }, renderItem: (p, api) => {
      const points = [];
      for (let i = 0; i < x.length; i++) if (known(high[i])) points.push(api.coord([x[i], high[i]]));
      for (let i = x.length - 1; i >= 0; i--) if (known(low[i])) points.push(api.coord([x[i], low[i]]));
      const s = p.coordSys;
      return { type: 'polygon', shape: { points }, style: { fill: colour, opacity: 0.16 }, clipPath: { type: 'rect', shape: { x: s.x, y: s.y, width: s.width, height: s.height } } };
    } };
  }
  const grid = (rows) => ({ left: 58, right: 22, top: 18 + 22 * rows, bottom: 46 });
  const legend = (names) => ({ top: 0, left: 0, data: names, itemWidth: 30, textStyle: { color: '#1c2733' }, type: 'plain' });
  const rowsOf = (names) => { let width = 0, rows = 1; const room = narrow() ? 300 : 520; for (const n of names) { const w = 48 + 6.6 * n.length; if (width + w > room && width > 0) { rows++; width = 0; } width += w; } return rows; };

  // The limits of a clock: each a line, with its label where the first curve leaves room, unless the one before is too near.
  function marks(c) {
    let last = -Infinity;
    return c.marks.filter((m) => m.at <= c.end).map((m) => {
      const k = c.x.findIndex((x) => x >= m.at), high = k < 0 || c.lines[0].value[k] > 35;
      const shown = m.at - last > c.end * (narrow() ? 0.07 : 0.045);
      if (shown) last = m.at;
      return { name: m.label, xAxis: m.at, label: { show: shown, position: high ? 'insideStartTop' : 'insideEndTop' } };
    });
  }

  const options = {
    distribution(c) {
      const names = c.lines.map((l) => l.name), series = [];
      c.lines.forEach((l, i) => {
        series.push({ name: l.name, type: 'line', showSymbol: false, z: 3, color: colours[i], lineStyle: { width: 2.4, type: dashes[i] }, data: c.x.map((x, k) => [x, l.value[k]]),
          markLine: i ? undefined : { silent: true, symbol: 'none', lineStyle: { color: '#555', type: 'dashed' }, label: { formatter: (p) => p.name, position: 'insideEndTop', color: '#333' },
            data: [...marks(c), ...(c.standard ? [{ name: `standard ${text(c.standard.share)}%`, yAxis: c.standard.share, label: { position: 'insideStartTop', color: '#a4262c' }, lineStyle: { color: '#a4262c', type: 'solid', width: 1.2 } }] : [])] } });
        series.push(stretch(c.x, l.low, l.high, colours[i]));
      });
      return { grid: grid(rowsOf(names)), legend: legend(names), tooltip: { trigger: 'axis', formatter: (ps) => point(ps, `under ${text(ps[0].value[0])} ${c.unit}`, '%') },
        xAxis: { type: 'value', max: c.end, name: c.unit, nameLocation: 'middle', nameGap: 28, ...axis }, yAxis: { type: 'value', max: 100, min: 0, axisLabel: { formatter: '{value}%', color: '#36424e' }, splitLine: axis.splitLine }, series };
    },
    series(c) {
      const names = c.lines.map((l) => l.name), x = c.buckets, series = [];
      const highest = Math.max(0, ...c.lines.flatMap((l) => l.value).filter(known));
      c.lines.forEach((l, i) => {
        const faint = l.style === 'faint';
        if (faint && !(Math.max(...l.value.filter(known)) > 0.1 * highest)) { names.splice(names.indexOf(l.name), 1); return; }  // only in the table
        series.push({ name: l.name, type: 'line', step: l.style === 'step' ? 'middle' : false, symbolSize: 4, showSymbol: l.style !== 'step', z: 3, color: colours[i], lineStyle: { width: faint ? 1.6 : 2.4, type: dashes[i] }, data: l.value });
        if (l.style !== 'step') series.push(stretch(x.map((_, k) => k), l.band_low, l.band_high, colours[i]));
      });
      series.push({ id: 'week', type: 'line', data: [], silent: true, markLine: { silent: true, symbol: 'none', animation: false, label: { show: false }, lineStyle: { color: '#111', width: 1.4, type: 'solid' }, data: [{ xAxis: week }] } });
      if (c.standard) series[0].markLine = { silent: true, symbol: 'none', label: { formatter: `standard ${c.standard.label}`, position: 'insideStartTop', color: '#a4262c' }, lineStyle: { color: '#a4262c', type: 'solid' }, data: [{ yAxis: c.standard.value }] };
      const all = [...c.lines.map((l) => l.value), ...c.lines.map((l) => l.band_high), [c.standard ? c.standard.value : 0]], top = Math.max(...all.flat().filter(known));
      // What hardly moves is shown larger, and says so.
      const least = Math.min(...c.lines.filter((l) => names.includes(l.name)).flatMap((l) => [...l.value, ...l.band_low]).filter(known), c.standard ? c.standard.value : Infinity);
      const ends = span(least > 0.6 * top ? least - 0.3 * (top - least) : 0, all, c.unit);
      return { grid: grid(rowsOf(names)), legend: legend(names), tooltip: { trigger: 'axis', formatter: (ps) => point(ps, bucketOf(c.bucket, day(ps[0].axisValue)), c.unit) },
        xAxis: { type: 'category', data: x, boundaryGap: false, ...axis, axisLabel: { color: '#36424e', formatter: day, hideOverlap: true } },
        yAxis: { type: 'value', ...ends, name: ends.min > 0 ? `${short(c.unit)} (not from 0)` : short(c.unit), nameLocation: 'middle', nameGap: 46, ...axis }, series };
    },
    hours(c, choice) {
      const s = c.studies[choice || 0];
      const data = s.value.map((v, i) => [i % 24, Math.floor(i / 24), known(v) ? v : '-']), values = c.studies.flatMap((each) => each.value).filter(known);  // one scale for all scenarios
      return { grid: { left: 44, right: 12, top: 8, bottom: 74 }, tooltip: { formatter: (p) => `${days[p.value[1]]} ${String(p.value[0]).padStart(2, '0')}:00: ${text(p.value[2])} ${safe(c.unit)}` },
        xAxis: { type: 'category', data: [...Array(24).keys()].map((h) => String(h)), name: 'hour of the day', nameLocation: 'middle', nameGap: 24, ...axis, splitLine: { show: false } },
        yAxis: { type: 'category', data: days, inverse: true, ...axis, splitLine: { show: false } },
        visualMap: { min: Math.min(...values), max: Math.max(...values, Math.min(...values) + 1e-9), orient: 'horizontal', left: 'center', bottom: 0, itemWidth: 12, itemHeight: 140, inRange: { color: heat }, formatter: text, text: [`${text(Math.max(...values))} ${c.unit}`, text(Math.min(...values))], textStyle: { color: '#36424e' } },
        series: [{ type: 'heatmap', data, itemStyle: { borderColor: '#fff', borderWidth: 1 } }] };
    },
    cut(c) {
      const names = c.lines.map((l) => l.name), n = c.lines.length, series = [];
      c.lines.forEach((l, i) => series.push({ name: l.name, type: 'custom', color: colours[i], z: 3, data: l.value.map((v, k) => [known(v) ? v : '-', k, l.low[k], l.high[k]]), encode: { x: 0, y: 1 },
        renderItem(p, api) {
          const v = api.value(0);
          if (Number.isNaN(v)) return null;
          const shift = (i - (n - 1) / 2) * 11, at = api.coord([v, api.value(1)]), low = api.value(2), high = api.value(3);
          const y = at[1] + shift, mark = { type: 'circle', shape: { cx: at[0], cy: y, r: 5 }, style: { fill: colours[i] } };
          if (Number.isNaN(low) || Number.isNaN(high)) return mark;
          const a = api.coord([low, 0])[0], b = api.coord([high, 0])[0], line = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke: colours[i], lineWidth: 2 } });
          return { type: 'group', children: [line(a, y, b, y), line(a, y - 4, a, y + 4), line(b, y - 4, b, y + 4), mark] };
        } }));
      const marks = [{ xAxis: c.lines[0].all, name: 'all', label: { formatter: 'all', position: 'end' }, lineStyle: { color: '#555', type: 'dashed' } }].filter((m) => known(m.xAxis));
      if (c.standard) marks.push({ xAxis: c.standard.value, label: { formatter: `standard ${c.standard.label}`, position: 'insideEndBottom', color: '#a4262c' }, lineStyle: { color: '#a4262c', type: 'solid' } });
      series.push({ type: 'line', data: [], silent: true, markLine: { silent: true, symbol: 'none', animation: false, data: marks } });
      const ends = span(0, [...c.lines.map((l) => l.value), ...c.lines.map((l) => l.high), [c.standard ? c.standard.value : 0]], c.unit);
      const widest = Math.min(narrow() ? 110 : 170, 12 + 7 * Math.max(...c.labels.map((l) => l.length)));
      return { grid: { ...grid(names.length > 1 ? rowsOf(names) : 0.4), left: widest }, legend: names.length > 1 ? legend(names) : undefined,
        tooltip: { formatter: (p) => (p.seriesType === 'custom' ? `${safe(c.labels[p.value[1]])}, ${safe(p.seriesName)}: ${text(p.value[0])} (${range(p.value[2], p.value[3])}) ${safe(c.unit)}` : '') },
        xAxis: { type: 'value', ...ends, name: c.unit, nameLocation: 'middle', nameGap: 28, ...axis },
        yAxis: { type: 'category', data: c.labels, inverse: true, ...axis, axisLabel: { color: '#36424e', width: widest - 12, overflow: 'break' } }, series };
    },
    causes(c, choice) {
      const s = c.studies[choice || 0], names = s.causes, knownCauses = [...new Set(c.studies.flatMap((each) => each.causes))];  // a cause keeps its colour in all scenarios
      const series = names.map((n, i) => ({ name: n, type: 'line', stack: 'all', showSymbol: false, color: n === 'others' ? '#b8c0c8' : colours[knownCauses.indexOf(n) % colours.length], lineStyle: { width: 1, color: '#fff' }, areaStyle: { opacity: 0.78 }, data: s.by_bucket[i] }));
      series.push({ id: 'week', type: 'line', data: [], silent: true, markLine: { silent: true, symbol: 'none', animation: false, label: { show: false }, lineStyle: { color: '#111', width: 1.4, type: 'solid' }, data: [{ xAxis: week }] } });
      return { aria: { decal: { show: true } }, grid: grid(rowsOf(names)), legend: { ...legend(names), icon: 'rect', itemWidth: 18 }, tooltip: { trigger: 'axis', formatter: (ps) => point(ps, bucketOf(c.bucket, day(ps[0].axisValue)), c.unit) },
        xAxis: { type: 'category', data: c.buckets, boundaryGap: false, ...axis, axisLabel: { color: '#36424e', formatter: day, hideOverlap: true } },
        yAxis: { type: 'value', min: 0, name: 'waiting at a time', nameLocation: 'middle', nameGap: 42, ...axis }, series };
    },
  };
  function point(ps, head, unit) {
    return `${safe(head)}<br>` + ps.filter((p) => p.seriesName && !/^series/.test(p.seriesName)).map((p) => `${p.marker} ${safe(p.seriesName)}: <b>${text(Array.isArray(p.value) ? p.value[1] : p.value)}</b> ${safe(unit)}`).join('<br>');
  }

  function draw(c) {
    const box = document.getElementById(c.id), place = box.querySelector('.chart');
    place.classList.add(c.kind);
    if (c.kind === 'cut') place.style.height = `${Math.max(170, 110 + c.labels.length * (16 + 12 * c.lines.length))}px`;
    const chart = echarts.init(place, null, { renderer: 'svg' });
    let choice = 0;
    const show = () => chart.setOption({ animation: false, textStyle: { fontFamily: font }, ...options[c.kind](c, choice) }, true);
    show();
    box.querySelector('.table').innerHTML = tables[c.kind](c);
    if (c.studies && c.studies.length > 1) {
      const select = document.createElement('select');
      select.className = 'choice';
      select.setAttribute('aria-label', 'Scenario shown');
      c.studies.forEach((s, i) => select.add(new Option(s.name, i)));
      const shown = document.createElement('p');  // on paper, where there is nothing to choose
      shown.className = 'shown';
      select.onchange = () => { choice = Number(select.value); shown.textContent = c.studies[choice].name; show(); };
      shown.textContent = c.studies[0].name;
      place.before(select, shown);
    }
    drawn.push({ c, chart, show });
  }

  // ---- one week
  const picker = document.getElementById('week'), panel = document.getElementById('that-week');
  function pick(i) {
    week = Math.max(0, Math.min(page.buckets.length - 1, i));
    picker.value = week;
    for (const d of drawn) if (['series', 'causes'].includes(d.c.kind)) d.chart.setOption({ series: [{ id: 'week', markLine: { data: [{ xAxis: week }] } }] });
    const rows = [];
    for (const { c } of drawn) {
      if (c.kind === 'series') for (const l of c.lines) rows.push([c.title + (c.lines.length > 1 ? ` – ${l.name}` : ''), cell(l.value[week]), `<td>${range(l.low[week], l.high[week])}</td>`, `<td>${range(l.band_low[week], l.band_high[week])}</td>`, `<td class="text">${safe(c.unit)}</td>`]);
      if (c.kind === 'causes') for (const s of c.studies) {
        const all = s.by_bucket.reduce((sum, r) => sum + (r[week] || 0), 0);
        const parts = s.causes.map((n, k) => [n, s.by_bucket[k][week]]).sort((a, b) => b[1] - a[1]).slice(0, 3).map(([n, v]) => `${n} ${text((100 * v) / (all || 1))}%`).join(', ');
        rows.push([`${c.title} – ${s.name}`, cell(all), `<td class="text" colspan="3">${safe(parts)}</td>`]);
      }
    }
    panel.querySelector('h3').textContent = (page.bucket === 'day' ? spoken(page.buckets[week]) : `The ${page.bucket} from ${spoken(page.buckets[week])}`) + (week === page.worst ? ', the worst one' : '');
    panel.querySelector('.table').innerHTML = table(['', 'mean', '95% interval', page.band, ''], rows);
  }

  if (picker) {
    page.buckets.forEach((b, i) => picker.add(new Option(spoken(b) + (i === page.worst ? ' (worst)' : ''), i)));
    picker.value = week;
    picker.onchange = () => pick(Number(picker.value));
    document.getElementById('week-back').onclick = () => pick(week - 1);
    document.getElementById('week-on').onclick = () => pick(week + 1);
  }
  // What is in sight first, and one chart at a time, so that the page can be read at once.
  const waiting = [...page.charts];
  function next() {
    const c = waiting.shift();
    if (c) draw(c);
    if (waiting.length > 0) return setTimeout(next, 0);
    if (picker) pick(week);
    document.documentElement.dataset.ready = 'yes';
  }
  next();
  let timer = 0;
  window.addEventListener('resize', () => { clearTimeout(timer); timer = setTimeout(() => drawn.forEach((d) => { d.chart.resize(); d.show(); }), 120); });
  window.addEventListener('beforeprint', () => drawn.forEach((d) => d.chart.resize({ width: d.chart.getDom().clientWidth })));
})();
