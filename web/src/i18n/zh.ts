import { joined, type Messages } from './messages'
import common from './zh.json'

const features = import.meta.glob<Messages>('../features/*/messages/zh.json', { eager: true, import: 'default' })
export default joined([common, ...Object.values(features)])
