/**
 * The words by which pages name their fields, by meaning and in many languages. Matching is on normalised text
 * (`normaliseText`): lower case, accents off, punctuation as single spaces. So "Código de verificación:" is found by
 * "codigo de verificacion". Languages written without spaces match anywhere, the others at the start of a word.
 *
 * The lists are made of what a word means, never of what one site calls its field: a site's own name goes nowhere.
 */

/** Lower case, compatibility forms folded, accents off, everything but letters and digits as one space. */
export function normaliseText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{Mc}]+/gu, ' ')
    .trim();
}

/** An identifier as words: `user[otpAttempt2]` becomes "user otp attempt 2"; "2fa" stays one word. */
export function normaliseIdentifier(identifier: string): string {
  return normaliseText(
    identifier
      .replace(/2[-_ ]?fa(?![a-z])|2FA/gi, ' twofa ')
      .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
      .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
      .replace(/(\p{L})(\d)/gu, '$1 $2'),
  );
}

/** Latin, Cyrillic and Greek phrases match from a word's start; a phrase that ends in "$" also to the word's end. */
function wordPattern(phrases: string): RegExp {
  const alternatives = phrases
    .split('|')
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '')
    .map((phrase) => {
      const whole = phrase.endsWith('$');
      const text = normaliseText(whole ? phrase.slice(0, -1) : phrase);
      const spaced = /^[\p{sc=Latin}\p{sc=Cyrillic}\p{sc=Greek}\d]/u.test(text);
      return `${spaced ? '(?<![\\p{L}\\d])' : ''}${text}${whole ? '(?![\\p{L}\\d])' : ''}`;
    });
  return new RegExp(alternatives.join('|'), 'gu');
}

/** Whether normalised text holds a word of the list. */
export function mentions(list: RegExp, text: string): boolean {
  return text.search(list) >= 0;
}

/** Normalised text with the words of the lists cut out. */
export function without(text: string, ...lists: readonly RegExp[]): string {
  let rest = text;
  for (const list of lists) rest = rest.replace(list, ' ');
  return rest.replace(/\s+/g, ' ').trim();
}

/** An authenticator app or its codes, and nothing else: these words outweigh a mention of SMS on the same page. */
export const AUTHENTICATOR = wordPattern(
  'totp|authenticator|authentication app|authentification app|auth app|two factor app|twofa app|verification app|security app|code generator$|' +
    'time based|time dependent|authy$|app d authentification|application d authentification|app de autenticacion|' +
    'aplicacion de autenticacion|aplicacion autenticadora|app autenticadora|autenticador|aplicativo de autenticacao|' +
    'aplicativo autenticador|authentifizierungs app|authentifizierungsapp|authentisierungs app|app di autenticazione|' +
    'autenticatore|authenticatie app|aplikacji uwierzytelniaj|aplikacja uwierzytelniaj|приложени аутентифи|приложения аутентифи|' +
    'аутентификатор|приложении аутентифи|автентифікатор|autentiseringsapp|godkendelsesapp|autentifikator|autentikator|' +
    'kimlik dogrulama uygulama|dogrulayici|hitelesito alkalmazas|aplicatia de autentificare|aplikasi autentikasi|' +
    'ung dung xac thuc|認証アプリ|認証システム|オーセンティケータ|身份验证器|身份驗證器|验证器|驗證器|인증 앱|인증앱|인증기|' +
    'تطبيق المصادقة|אפליקציית אימות|แอปยืนยันตัวตน|प्रमाणक',
);

/** A second factor of whatever kind. */
export const SECOND_FACTOR = wordPattern(
  'twofa|2fa|tfa|mfa|2sv|two factor|twofactor|2 factor|2factor|second factor|multi factor|multifactor|two step|twostep|2 step|2step|' +
    'dos factores|doble factor|dos pasos|deux facteurs|double facteur|deux etapes|zwei faktor|zweifaktor|2 faktor|zweistufig|' +
    'zweiter faktor|due fattori|due passaggi|dois fatores|duas etapas|dois passos|twee factor|tweefactor|twee staps|tweestaps|' +
    'dwuskladnikow|dwuetapow|двухфактор|двухэтап|двоэтап|двофактор|iki faktor|iki adim|iki asama|tvafaktor|tvastegs|tofaktor|' +
    'totrins|kaksivaihei|kaksivaihe|dvoufaktor|dvoufazov|dvojfaktor|ketfaktor|ketlepcs|doi factori|doi pasi|dua faktor|dua langkah|' +
    'hai yeu to|hai lop|2 lop|2 buoc|δυο παραγοντων|δυο βηματων|2 段階|二段階|2段階|二要素|2要素|多要素|双重|两步|兩步|双因素|雙因素|' +
    '二次验证|两因素|二步|多因素|2단계|2 단계|이중 인증|ثنائية|بخطوتين|עם שני גורמים|דו שלבי|สองขั้นตอน|สองปัจจัย|दो चरणों|द्वि कारक',
);

/** A password or code for one use; by app, SMS or mail alike. */
export const ONE_TIME = wordPattern(
  'otp|onetime|one time|single use code|mot de passe a usage unique|code a usage unique|codigo de un solo uso|contrasena de un solo uso|' +
    'codigo unico|einmalpasswort|einmalcode|einmal passwort|einmal code|einmalkennwort|codice monouso|password monouso|' +
    'codigo de uso unico|senha de uso unico|senha descartavel|eenmalige code|eenmalig wachtwoord|jednorazow|одноразов|' +
    'tek kullanimlik|engangskod|engangskode|kertakayttoi|jednorazov|egyszer hasznalatos|cod unic|kode sekali pakai|ma dung mot lan|' +
    'μιας χρησης|ワンタイム|一次性|일회용|لمرة واحدة|חד פעמי|ครั้งเดียว|वन टाइम',
);

/** "Verification code" and its like. Also what pages call a code sent by mail, or the letters in a captcha picture. */
export const VERIFICATION_CODE = wordPattern(
  'verification code|authentication code|authentification code|auth code|login code|log in code|sign in code|signin code|digit code|digit pin|' +
    'digit token|digit authentication|digit verification|digit security|digits code|digit passcode|digit number|authentication token|verification token|code from your app|code from the app|' +
    'code de verification|code d authentification|code de connexion|code a 6 chiffres|codigo de verificacion|codigo de autenticacion|' +
    'codigo de acceso|codigo de 6 digitos|codigo de seis digitos|verifizierungscode|bestatigungscode|authentifizierungscode|' +
    'authentisierungscode|anmeldecode|stelligen code|stelliger code|codice di verifica|codice di autenticazione|codice a 6 cifre|codigo de verificacao|' +
    'codigo de autenticacao|codigo de 6|verificatiecode|authenticatiecode|cijferige code|kod weryfikacyjny|kod uwierzytelni|' +
    'cyfrowy kod|код подтвержд|код проверки|код аутентиф|код безопасности|код входа|значный код|код підтвердж|код перевірки|dogrulama kodu|' +
    'haneli kod|verifieringskod|autentiseringskod|siffrig kod|bekraeftelseskode|godkendelseskode|verifiseringskode|vahvistuskoodi|' +
    'todennuskoodi|overovaci kod|ellenorzo kod|hitelesitesi kod|hitelesito kod|cod de verificare|cod de autentificare|kode verifikasi|kode autentikasi|' +
    'ma xac minh|ma xac thuc|κωδικος επαληθευσης|κωδικο επαληθευσης|認証コード|確認コード|検証コード|桁のコード|验证代码|身份验证码|動態密碼|动态密码|' +
    '动态口令|位验证码|位數驗證碼|인증 코드|인증코드|인증번호|확인 코드|رمز التحقق|رمز المصادقة|קוד אימות|קוד האימות|รหัสยืนยัน|सत्यापन कोड|verification code',
);

/** A bare code. Counts only where nothing but filler words (`FILLER`) stands beside it. */
export const CODE = wordPattern(
  'code$|codes$|token$|passcode$|otc$|auth$|authcode$|securitycode$|verificationcode$|security code$|confirmation code$|access code$|challenge$|codigo$|code a$|codice$|kod$|kode$|koodi$|код$|kodu$|κωδικος$|コード|验证码|驗證碼|' +
    'codigo de seguridad|sicherheitscode|code de securite|codice di sicurezza|코드|رمز|קוד|รหัส|कोड',
);

/** Words that say nothing about what a field takes. */
export const FILLER = wordPattern(
  'enter$|please$|type$|your$|the$|a$|in$|here$|input$|field$|txt$|text$|box$|value$|id$|form$|login$|user$|required$|number$|digit|digits|numeric$|' +
    'below$|from$|app$|new$|of$|to$|idtxtbx$|ctl|frm$|tb$|el$|control$|user$|session$|account$|auth$|data$|model$|attributes$|credentials$|verify$|verification$|' +
    'ingrese$|introduce$|introduzca$|el$|su$|tu$|saisissez$|entrez$|le$|votre$|geben$|sie$|den$|ein$|eingeben$|inserisci$|il$|' +
    'digite$|o$|insira$|voer$|in$|de$|wpisz$|введите$|girin$|ange$|indtast$|' +
    '入力|请输入|請輸入|输入|입력|の|を|을|를|하세요',
);

/** The code was sent to the user, so no authenticator has it. */
export const SENT = wordPattern(
  'we sent|we have sent|we ve sent|we just sent|we emailed|we texted|we ve texted|we ve emailed|we have emailed|been sent|was sent|is sent|sent to|sent you|sent a|sent via|sent by|sent an|sms sent|' +
    'been emailed|been texted|emailed to|emailed you|texted to|texted you|received by|received via|check your email|check your inbox|check your phone|check your mail|text message with|email with|sent in|' +
    'didn t receive|did not receive|didn t get|haven t received|not received|resend|re send|send again|send code again|send new code|' +
    'hemos enviado|te enviamos|le enviamos|enviado a|enviado por|ha enviado|reenviar|no recibi|avons envoye|ete envoye|envoye par|envoye a|renvoyer|pas recu|' +
    'gesendet|geschickt|zugesandt|zugeschickt|erneut senden|nicht erhalten|abbiamo inviato|inviato a|inviato un|stato inviato|invia di nuovo|' +
    'enviamos|foi enviado|enviado para|nao recebeu|gestuurd|verzonden|verstuurd|opnieuw stur|opnieuw verzend|wyslalismy|wyslany|wyslano|wyslij ponownie|' +
    'отправил|отправлен|выслан|отправить повторно|отправить еще|прислали|смс|gonderdik|gonderildi|gonderilen|tekrar gonder|har skickat|skickats|skickade|skicka igen|' +
    'har sendt|er sendt|blev sendt|send igen|send pa nytt|lahetimme|lahetetty|laheta uudelleen|odeslali|zaslali|odeslan|zaslan|poslali|elkuldtuk|kuldtunk|kuldott|am trimis|fost trimis|retrimite|' +
    'надіслал|надіслан|відправил|kirimkan|dikirim|kirim ulang|da gui|gui lai|στειλαμε|απεσταλη|σταλθηκε|' +
    '送信しま|送信され|送信した|お送りし|届いた|再送|已发送|已傳送|已寄|发送至|发送到|發送至|重新发送|重新發送|重发|短信|簡訊|전송했|전송된|발송|재전송|보냈|문자|أرسلنا|إعادة إرسال|تم إرسال|שלחנו|נשלח|שלח שוב|ส่งรหัส|भेजा',
);

/** The whole text of a button that fetches a code: whoever offers it sends the code. */
export const SEND_BUTTON =
  /^(get|send|request|receive|email me|text me) ?(a |the |my |new |verification |sms |otp )*(code|otp|sms|pin)$|^resend|^获取验证码$|^获取$|^发送验证码$|^獲取驗證碼$|^인증번호 (받기|요청|전송)$|^получить код$|^code anfordern$|^obtener codigo$|^recevoir un code$/u;

/** Another channel, in the field's own words. */
export const OTHER_CHANNEL = wordPattern(
  'email|e mail|mail$|sms|phone|mobile|telephone|telefon|handy|celular|movil|courriel|correo|whatsapp|text message|texto$|smartphone number|почт|телефон|' +
    'eposta|e posta|puhelin|sahkoposti|メール|電話|携帯|手机|手機|邮箱|郵箱|邮件|短信|전화|휴대|이메일|البريد|الهاتف|טלפון|מייל|' +
    'securid|rsa$|yubikey|yubico|security key|hardware|smart card|smartcard|card reader|cap reader|fob',
);

/** Codes for the day the authenticator is lost. */
export const RECOVERY = wordPattern(
  'recovery|recover$|backup|back up|scratch|emergency|rescue|restore|recuperacion|respaldo|recuperation|secours|wiederherstellung|notfall|ersatzcode|' +
    'recupero|recuperacao|reserva|herstel|zapasow|odzyskiw|awaryjn|резерв|восстановл|запасн|kurtarma|yedek|aterstallning|reservkod|gendannelse|gjenoppretting|palautus|obnoven|zalozn|helyreallit|recuperare|pemulihan|cadangan|khoi phuc|du phong|' +
    '回復|復旧|リカバリ|バックアップ|恢复|恢復|备用|備用|救援|복구|백업|استرداد|احتياطي|שחזור|גיבוי|กู้คืน|สำรอง',
);

/** Letters from a picture. */
export const CAPTCHA = wordPattern(
  'captcha|capcha|kaptcha|recaptcha|turing|checkcode|check code|vcode|vercode|verifycode|verificode|validatecode|validcode|imgcode|img code|image code|imagecode|imagevalid|randcode|rand code|seccode|yzm|' +
    'characters you see|characters shown|letters shown|characters in the|letters in the|text in the image|see in the image|security image|not a robot|spam|human|picture|bot$|что на картинк|с картинк|изображен|капч|символы|' +
    'bild ein|im bild|imagen|dans l image|immagine|imagem|obrazka|resim|画像|図形|图形|图片|圖形|看不清|换一张|이미지|보안문자|자동입력|honeypot|honey pot',
);

/** Fields for other things. The page may name several; one is enough. */
export const OTHER_THING = wordPattern(
  'zip|postal|post code|postcode|postleitzahl|plz$|cep$|pincode|codepostal|code postal|codigo postal|индекс|郵便|邮编|우편|country|area code|dial|land$|prefix|calling|' +
    'promo|coupon|voucher|discount|gift|referral|refer$|referrer|invit|redeem|promotion|campaign|offer|gutschein|rabatt|cupon|promozion|codice sconto|promotionnel|parrain|промо|купон|优惠|邀请|推荐|クーポン|招待|쿠폰|추천|' +
    'cvv|cvc|csc$|cvn|cid$|card|credit|debit|carte|karte|tarjeta|cartao|carta|kart$|expir|security digits|cardholder|iban|swift|bic$|routing|sort code|sortcode|account number|bank|' +
    'search|query|suche|buscar|recherche|cerca|поиск|検索|搜索|검색|filter|keyword|quantity|qty|amount|price|total|betrag|menge|цена|数量|金額|donation|' +
    'captcha|birth|dob$|geburt|nacimiento|naissance|nascita|ssn|social security|national id|tax|vat$|steuer|fiscal|passport|license|licence|driver|' +
    'company|firma|empresa|organization|organisation|employer|employee|customer|client id|client number|member|student|kunden|agent|dealer|branch|store|shop|supplier|merchant|' +
    'tracking|order number|order id|booking|reference|confirmation number|serial|product|item|sku|model number|barcode|qr code|source|lang|language|currency|color|colour|airport|flight|' +
    'activation|registration|license key|api|secret|private key|public key|webhook|url|website|hostname|domain|address|street|city|state$|province|county|apartment|building|house|' +
    'message|comment|note$|notes|subject|description|question|answer|reason|title$|device name|nickname|first name|last name|full name|firstname|lastname|fullname|surname|given|family|age$|year|month|day$|date|time zone|timezone|' +
    'game|room|class code|classroom|meeting|event|course|quiz|team|group|join|ticket|vote|survey|poll|coin|wallet|seed|mnemonic|encoded|decode|encode|html|css$|javascript|snippet|embed|author|avatar|tag$|tags',
);

/** Words of login fields; a field that also has words of a code keeps them ("One-time password", "login code"). */
export const LOGIN = wordPattern(
  'user|username|userid|login|log in|loginname|name$|nick|identifier|account|password|passwort|passwd|pwd|pass$|passphrase|kennwort|contrasena|clave$|mot de passe|senha|wachtwoord|haslo|пароль|логин|имя|sifre|kullanici|losenord|adgangskode|passord|salasana|heslo|jelszo|parola|kata sandi|mat khau|κωδικος προσβασης|' +
    'パスワード|密码|密碼|用户名|帐号|账号|アカウント|비밀번호|아이디|كلمة المرور|סיסמה|รหัสผ่าน|pin$|pin code|pin number|memorable|benutzer|usuario|utilisateur|identifiant|utente|gebruiker|uzytkownik|nutzer|member id',
);

/** Said around a field, these make a bare "code" one of another kind. */
export const OTHER_CODE = wordPattern(
  'redeem|gift|voucher|coupon|promo|discount|invit|referral|join|meeting|webinar|game|quiz|poll$|class$|course|ticket|track your|shipment|parcel|activat|licence|license|download|survey|certificate|' +
    'einlosen|gutschein|canjear|cupon|regalo|cadeau|bon d achat|riscatta|buono|resgatar|cupom|купон|подар|промокод|クーポン|ギフト|兑换|优惠|邀请|쿠폰|초대|sample|swatch|unsubscribe|newsletter',
);
