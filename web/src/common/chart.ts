// ECharts with only what the page draws: lines, in SVG. Loaded with the first chart, never before.
import { LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import { init, use, type ECharts } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([LineChart, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, SVGRenderer])

export const startChart = (element: HTMLElement): ECharts => init(element, null, { renderer: 'svg' })
export type { ECharts }
