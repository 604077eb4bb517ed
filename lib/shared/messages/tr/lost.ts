import type { LossWords } from '@/lib/shared/form-state'

/** What a form says when it got no answer of ours. `also` is what is true of that form besides. */
export function lostWords(also = '', more: Partial<LossWords> = {}): LossWords {
  const say = (happened: string) => `${happened} ${also}`.trim()
  return {
    offline: say('Yanıt alınamadı. Bağlantınızı kontrol edip yeniden deneyin.'),
    busy: say('Sunucu şu an yanıt veremiyor. Birkaç dakika sonra yeniden deneyin.'),
    'too-often': say('Kısa sürede çok fazla istek gönderildi. Birkaç dakika bekleyip yeniden deneyin.'),
    'too-large': say('Gönderilen bilgiler sunucunun kabul ettiğinden büyük. Kısaltıp yeniden deneyin.'),
    refused: say('Sunucu bu isteği kabul etmedi. Yeniden deneyin; olmazsa sayfayı yenileyin.'),
    renewed: say('Bu sayfa siz açtıktan sonra güncellendi. Sayfayı yenileyip yeniden deneyin.'),
    elsewhere: say('Beklenmeyen bir yanıt geldi; bağlandığınız ağ giriş yapmanızı istiyor olabilir. Kontrol edip yeniden deneyin.'),
    stopped: say('Sonraki sayfa açılmadı. Yeniden deneyebilirsiniz.'),
    reload: 'Sayfayı yenile',
    ...more,
  }
}

/** What every form with a single button says. Goes to the browser as is, so it holds strings only. */
export const button = {
  working: 'İşleniyor…',
  errorPrefix: 'Hata: ',
  errorHeading: 'Bir sorun var',
  fixedHeading: 'Düzeltildi',
  lost: lostWords(),
}
