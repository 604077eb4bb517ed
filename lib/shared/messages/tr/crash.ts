/** Kept apart from the other messages, because the error pages load these few in every browser. */
export const crash = {
  heading: 'Sayfa şu an açılamıyor',
  text: 'Ödeme yaptıysanız tekrar ödemeyin; sonucu bu sayfayı yenileyerek görebilirsiniz.',
  help: 'Yardım:',
  retry: 'Yeniden dene',
}
