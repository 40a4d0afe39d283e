import { joined, type Messages } from './messages'
import common from './en.json'

const features = import.meta.glob<Messages>('../features/*/messages/en.json', { eager: true, import: 'default' })
export default joined([common, ...Object.values(features)])
