import type { Series } from '@/api/types'

export interface Reading {
  on: string
  record: string
  sbp: number
  dbp: number
}

/** Systolic and diastolic of one record belong together; a reading without its pair is not drawn. */
export function readings(series: Series | null): Reading[] {
  const of = (fact: string): Series['items'][number]['points'] => series?.items.find((item) => item.fact === fact || item.fact.endsWith(`.${fact}`))?.points ?? []
  const dbp = new Map(of('dbp').map((point) => [point.record_id, point.value]))
  return of('sbp')
    .flatMap((point) => {
      const low = dbp.get(point.record_id)
      return low === undefined ? [] : [{ on: point.on, record: point.record_id, sbp: Number(point.value), dbp: Number(low) }]
    })
    .sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
}

/** Of this person on this day, by the pack; nothing unless both are named. */
export function targetOf(series: Series | null): { sbp: number; dbp: number } | null {
  const sbp = Number(series?.targets.sbp)
  const dbp = Number(series?.targets.dbp)
  return sbp > 0 && dbp > 0 ? { sbp, dbp } : null
}

interface Words {
  sbp: string
  dbp: string
}

export function pressureOption(rows: Reading[], targets: { sbp: number; dbp: number } | null, words: Words, colour: Words & { line: string; band: string }): Record<string, unknown> {
  const lowest = Math.min(...rows.map((row) => row.dbp), 60)
  const highest = Math.max(...rows.map((row) => row.sbp), 160)
  const line = (name: string, key: 'sbp' | 'dbp', symbol: string, band: [number, number] | null): Record<string, unknown> => ({
    type: 'line',
    name,
    symbol,
    symbolSize: 8,
    data: rows.map((row) => [row.on, row[key]]),
    lineStyle: { color: colour[key], width: 2 },
    itemStyle: { color: colour[key] },
    endLabel: { show: true, formatter: name, color: colour[key] },
    ...(band && {
    markArea: { silent: true, itemStyle: { color: colour.band, opacity: key === 'sbp' ? 0.55 : 0.95 }, data: [[{ yAxis: band[0] }, { yAxis: band[1] }]] },
    markLine: { silent: true, symbol: 'none', lineStyle: { color: colour[key], type: 'dashed', width: 1 }, label: { formatter: '{c}', position: 'start', color: colour[key] }, data: [{ yAxis: band[1] }] },
    }),
  })
  return {
    grid: { left: 40, right: 64, top: 16, bottom: 24 },
    tooltip: { trigger: 'axis' },
    xAxis: { type: 'time', axisLabel: { hideOverlap: true, formatter: '{yyyy}-{MM}' }, splitLine: { show: false }, minInterval: 28 * 86_400_000 },
    yAxis: { type: 'value', min: Math.floor(lowest / 20) * 20, max: Math.ceil(highest / 20) * 20, interval: 20, axisLabel: { show: targets === null }, splitLine: { lineStyle: { color: colour.line } } },
    series: [line(words.sbp, 'sbp', 'circle', targets && [targets.dbp, targets.sbp]), line(words.dbp, 'dbp', 'triangle', targets && [60, targets.dbp])],
  }
}
