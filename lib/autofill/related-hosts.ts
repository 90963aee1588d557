/**
 * Sites that one owner runs with one set of accounts, so that an account of one may be meant on another. They order
 * suggestions and spare relatives the look-alike warning; they never permit a fill.
 *
 * From "shared-credentials" of apple/password-manager-resources, commit 96cbab74681dcc296cae6fb205c4b047bc026c22,
 * reviewed there by the sites' owners. MIT License, Copyright (c) 2020-2026 Apple Inc.: permission is granted, free of
 * charge, to any person obtaining a copy, to deal in it without restriction, provided that this notice is kept; it is
 * provided "as is", without warranty of any kind.
 */
const GROUPS: readonly string[] = [
  '3docean.net audiojungle.net codecanyon.net envato.com graphicriver.net photodune.net placeit.net ' +
    'themeforest.net tutsplus.com videohive.net',
  'hosting.com a2hosting.com',
  'acmemarkets.com albertsons.com andronicos.com balduccis.com carrsqc.com haggen.com jewelosco.com ' +
    'kingsfoodmarkets.com pavilions.com randalls.com safeway.com shaws.com starmarket.com tomthumb.com ' +
    'vons.com',
  'adobe.com adobelogin.com behance.net',
  'airbnb.com.ar airbnb.com.au airbnb.at airbnb.be airbnb.com.bz airbnb.com.bo airbnb.com.br airbnb.ca ' +
    'airbnb.cl airbnb.com.co airbnb.co.cr airbnb.cz airbnb.dk airbnb.com.ec airbnb.com.sv airbnb.fi airbnb.fr ' +
    'airbnb.de airbnb.gr airbnb.com.gt airbnb.gy airbnb.com.hn airbnb.com.hk airbnb.hu airbnb.is airbnb.co.in ' +
    'airbnb.co.id airbnb.ie airbnb.it airbnb.jp airbnb.com.my airbnb.com.mt airbnb.mx airbnb.nl airbnb.co.nz ' +
    'airbnb.com.ni airbnb.no airbnb.com.pa airbnb.com.py airbnb.com.pe airbnb.pl airbnb.pt airbnb.ru ' +
    'airbnb.com.sg airbnb.co.kr airbnb.es airbnb.se airbnb.ch airbnb.com.tw airbnb.com.tr airbnb.co.uk ' +
    'airbnb.com airbnb.co.ve',
  'airfrance.com airfranceklm.com flyingblue.com klm.com',
  'airnewzealand.co.nz airnewzealand.com airnewzealand.com.au',
  'albertsonsmarket.com amigosunited.com marketstreetunited.com unitedsupermarkets.com',
  'alelo.com.br meualelo.com.br',
  'alibaba.com aliexpress.com aliexpress.us',
  'ana.co.jp astyle.jp',
  'wellfound.com angel.co',
  'anthem.com sydneyhealth.com',
  'app.onsign.tv app.onsign.com',
  'data.ai appannie.com',
  'bgg.cc boardgamegeek.com rpggeek.com videogamegeek.com',
  'bitly.com bit.ly',
  'bsky.app bsky.social',
  'candyrect.com nekochat.cn',
  'point.recruit.co.jp carsensor.net',
  'casemates.com hammacher.com mediocre.com mediocre.org meh.com mercatalyst.com morningsave.com ' +
    'shop.univision.com sidedeal.com stores.com',
  'centralfcu.org centralfcu.com',
  'chat.com chatgpt.com openai.com',
  'check24.at check24.com check24.de check24.es',
  'cleanshot.com cleanshot.cloud',
  'collecting.com collectingcars.com watchcollecting.com',
  'coolblue.nl coolblue.be coolblue.de',
  'signin.costco.com costco.ca',
  'dan.org diversalertnetwork.org',
  'mydhl.express.dhl dhl.com',
  'digi.ro digiromania.ro rcs-rds.ro',
  'discord.com discordapp.com',
  'discordmerch.com discord.store',
  'discover.com discovercard.com',
  'disney.com disneyplus.com disneystore.com espn.com go.com hulu.com shopdisney.com',
  'dnt.abine.com ironvest.com',
  'dairyqueen.com dq.com',
  'drivethrucards.com drivethrucomics.com drivethrufiction.com drivethrurpg.com dmsguild.com ' +
    'pathfinderinfinite.com storytellersvault.com wargamevault.com',
  'e621.net e926.net',
  'ebay.at ebay.be ebay.ca ebay.ch ebay.cn ebay.co.th ebay.co.uk ebay.com ebay.com.au ebay.com.hk ' +
    'ebay.com.my ebay.com.sg ebay.com.tw ebay.de ebay.es ebay.fr ebay.ie ebay.it ebay.nl ebay.ph ebay.pl ' +
    'ebay.vn',
  'id.npo.nl eo.nl gld.nl kro-ncrv.nl l1.nl npo.nl npoluister.nl nporadio5.nl omroepwest.nl ' +
    'omroepzeeland.nl omropfryslan.nl oost.nl rijnmond.nl rtvdrenthe.nl rtvnoord.nl rtvutrecht.nl wnl.tv',
  'epicgames.com fortnite.com twinmotion.com unrealengine.com',
  'eventbrite.at eventbrite.be eventbrite.ca eventbrite.ch eventbrite.cl eventbrite.co eventbrite.com ' +
    'eventbrite.de eventbrite.dk eventbrite.es eventbrite.fi eventbrite.fr eventbrite.hk eventbrite.ie ' +
    'eventbrite.in eventbrite.it eventbrite.my eventbrite.nl eventbrite.ph eventbrite.pt eventbrite.se ' +
    'eventbrite.sg',
  'selfawb.ro fancourier.ro',
  'flaglerclerk.gov flaglerclerk.com',
  'blade.com flyblade.com',
  'gamefaqs.gamespot.com gamefaqs.com',
  'fandom.com gamepedia.com wikia.com wikia.org wikicities.com',
  'admin.ro gazduire.com.ro gazduire.net',
  'alaskaair.com hawaiianairlines.com',
  'max.com hbo.com hbomax.com hbonow.com',
  'hejj.io skoophr.com',
  'verify.salesforce.com heroku.com',
  'ing.com ing.de',
  'instagram.com threads.net threads.com',
  'daum.net kakao.com',
  'kpcu.com keypointcu.com',
  'koboldpress.com labyrinth.talesofthevaliant.com',
  'happen.com lendingclub.com',
  'deel.com letsdeel.com',
  'lrz.de mwn.de mytum.de tum.de tum.edu',
  'melio.com meliopayments.com',
  'mercadolibre.com mercadolibre.cl mercadolibre.co.cr mercadolibre.com.ar mercadolibre.com.bo ' +
    'mercadolibre.com.co mercadolibre.com.do mercadolibre.com.ec mercadolibre.com.gt mercadolibre.com.hn ' +
    'mercadolibre.com.mx mercadolibre.com.ni mercadolibre.com.pa mercadolibre.com.pe mercadolibre.com.py ' +
    'mercadolibre.com.sv mercadolibre.com.uy mercadolibre.com.ve mercadopago.cl mercadopago.com.ar ' +
    'mercadopago.com.co mercadopago.com.ec mercadopago.com.mx mercadopago.com.pe mercadopago.com.uy ' +
    'mercadopago.com.ve',
  'mercadolivre.com mercadolivre.com.br mercadopago.com.br',
  'monarch.com monarchmoney.com',
  'moneybird.com moneybird.nl moneybird.de',
  'nebula.tv nebula.app watchnebula.com',
  'next.ink nextinpact.com',
  'nordaccount.com nordvpn.com nordpass.com',
  'bedbathandbeyond.com overstock.com',
  'padmapper.com zumper.com zumperrentals.com',
  'parkmobile.io parkmobile.us',
  'peacocktv.com peacock.com',
  'pinterest.com pinterest.ca pinterest.co.uk pinterest.fr pinterest.de pinterest.es pinterest.com.au ' +
    'pinterest.se pinterest.ph pinterest.ch pinterest.com.mx pinterest.dk pinterest.pt pinterest.ru ' +
    'pinterest.it pinterest.at pinterest.jp pinterest.cl pinterest.ie pinterest.co.kr pinterest.nz',
  'playstation.com sony.com sonyentertainmentnetwork.com',
  'postnl.nl postnl.be',
  'pretendo.network pretendo.cc',
  'proton.me protonvpn.com protonmail.ch protonmail.com',
  'prtimes.com prtimes.jp',
  'quicken.com simplifimoney.com',
  'kodeco.com raywenderlich.com',
  'redis.com redislabs.com',
  'rekordbox.com pioneerdj.com community.pioneerdj.com',
  'rentcafe.com securecafe.com',
  's.activision.com profile.callofduty.com',
  'going.com scottscheapflights.com',
  'auth.monidentifiant.sncf sncf-connect.com',
  'steampowered.com steamcommunity.com steamgames.com',
  'taxhawk.com freetaxusa.com express1040.com',
  'telegram.org telegram.me',
  'ting.com tingmobile.com',
  'wise.com transferwise.com',
  'auth.rtl.de rtlplus.de rtlplus.com tvnow.de tvnow.at tvnow.ch',
  'x.com twitter.com',
  'uspowerboating.com ussailing.org',
  'wacom.com wacom.eu',
  'wikipedia.org mediawiki.org wikibooks.org wikidata.org wikinews.org wikiquote.org wikisource.org ' +
    'wikiversity.org wikivoyage.org wiktionary.org commons.wikimedia.org meta.wikimedia.org ' +
    'incubator.wikimedia.org outreach.wikimedia.org species.wikimedia.org wikimania.wikimedia.org ' +
    'auth.wikimedia.org',
  'infotechexpress.com workflowmanager.app login.workflowmanager.app',
  'login.seek.com www.seek.com.au www.seek.co.nz jobsdb.com hk.jobsdb.com sg.jobsdb.com th.jobsdb.com ' +
    'jobstreet.com myjobstreet.jobstreet.co.id myjobstreet.jobstreet.com.my myjobstreet.jobstreet.com.ph ' +
    'myjobstreet.jobstreet.com.sg',
  'account.vistaprint.com www.vistaprint.ca',
  'mi.com xiaomi.com',
  'ynab.com youneedabudget.com',
];

let groupByHost: ReadonlyMap<string, number> | undefined;

/** The number of the group that a host stands in; two hosts with the same number are related. */
export function relatedGroupOf(host: string): number | undefined {
  groupByHost ??= new Map(
    GROUPS.flatMap((group, index) => group.split(' ').map((member): [string, number] => [member, index])),
  );
  return groupByHost.get(host);
}
