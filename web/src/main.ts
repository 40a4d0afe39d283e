import { createPinia } from 'pinia'
import { createApp } from 'vue'
import 'element-plus/theme-chalk/base.css'
import './design/tokens.css'
import './design/base.css'
import App from './App.vue'
import { startTypeSize } from './design/type-size'
import { i18n, startLocale } from './i18n'
import { eraseStale, ordersAsked } from './offline/device'
import { installPage } from './offline/install'
import { router } from './router'

startTypeSize()
const app = createApp(App)
app.use(createPinia())
app.use(i18n)
app.use(router)
void startLocale().then(() => app.mount('#app'))
void ordersAsked()
  .then(() => eraseStale(Date.now()))
  .catch(() => undefined)
window.addEventListener('load', () => void installPage())
