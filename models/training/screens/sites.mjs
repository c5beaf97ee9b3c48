// Pages of the web: shops, articles, landing pages, results, documentation.
import { browserFrame } from './look.mjs';
import { face, foods, photo, products } from './things.mjs';
import { languages, program } from './code.mjs';

const framed = (c, html, page) =>
  c.r.chance(0.45) ? browserFrame(c.r, c.look, `${c.w.company().toLowerCase()}.example/${page}`, html, c.W, c.H) : html;
const nav = ({ r, w }, extra = '') =>
  `<div class="row" style="padding:14px 5%;border-bottom:1px solid var(--l);background:var(--s)"><b class="a" style="font-size:1.25em">${w.company()}</b><span class="grow"></span>${r.times(r.int(3, 5), () => `<span>${w.capital(w.noun())}</span>`).join('')}${extra}</div>`;
const stars = r => `<span style="color:#f0a500">${'★'.repeat(r.int(3, 5)).padEnd(5, '☆')}</span>`;

export function searchResults(c) {
  const { r, w } = c;
  const pictures = r.chance(0.3);
  const result = () =>
    `<div style="margin-bottom:22px"><div class="small soft">https://${w.company().toLowerCase()}.example › ${w.noun()}</div><div style="font-size:1.3em;color:${c.look.dark ? '#8ab4f8' : '#1a0dab'}">${w.headline()}</div><div class="soft">${w.sentence()} ${w.sentence()}</div></div>`;
  const body = pictures
    ? `<div style="display:grid;grid-template-columns:repeat(${r.int(4, 6)},1fr);gap:12px;padding:20px">${r.times(18, () => `<div><div style="height:130px">${photo(r)}</div><div class="small cut">${w.title()}</div></div>`).join('')}</div>`
    : `<div class="row" style="align-items:flex-start;padding:20px 8%;gap:50px"><div class="grow"><div class="small soft" style="margin-bottom:16px">About ${r.int(2, 900)},000 results</div>${r.times(8, result).join('')}</div>${r.chance(0.4) ? `<div class="card" style="width:32%"><div style="height:180px">${photo(r)}</div><div class="pad"><h2>${w.title()}</h2><p class="soft">${w.paragraph(3)}</p></div></div>` : ''}</div>`;
  const html = `<div class="full"><div class="row" style="padding:20px 8%;gap:24px"><b class="a" style="font-size:1.7em">${w.company()}</b><div class="field" style="width:52%;border-radius:30px;padding:.7em 1.2em">${w.adjective()} ${w.noun()}</div></div><div class="row soft" style="padding:0 8% 10px;border-bottom:1px solid var(--l);gap:28px"><span class="a">All</span><span>Images</span><span>Videos</span><span>News</span><span>Maps</span></div>${body}</div>`;
  return {
    html: framed(c, html, 'search'),
    names: pictures ? ['image search results', 'picture search page'] : ['search results', 'search results page', 'web search'],
    details: [
      pictures ? 'a grid of pictures found by a search engine' : 'a list of links with short descriptions',
      'search engine page with a search box at the top',
    ],
    broader: ['web page', 'search engine', 'website'],
  };
}

export function product(c) {
  const { r, w, look, things } = c;
  const [name, code] = r.pick(products);
  const html = `<div class="full">${nav(c, things.icon(r, 'shopping-cart'))}<div class="row" style="padding:30px 6%;gap:44px;align-items:flex-start"><div style="width:46%"><div class="card center" style="height:${r.int(320, 440)}px;background:${r.pick(['#fff', '#f3f3f3', 'var(--s)'])}">${things.emoji(code, r.int(200, 300))}</div><div class="row" style="margin-top:12px">${r.times(4, () => `<div class="card center grow" style="height:80px">${things.emoji(code, 54)}</div>`).join('')}</div></div><div class="grow col"><h1>${w.capital(w.adjective())} ${name}</h1><div>${stars(r)} <span class="soft">(${r.int(3, 900)} reviews)</span></div><h2 class="a">${w.money()}</h2><p class="soft">${w.paragraph(3)}</p><div class="row">${['S', 'M', 'L', 'XL'].map((size, i) => `<span class="btn ${i === 1 ? 'main' : ''}">${size}</span>`).join('')}</div><div class="row"><span class="btn main" style="padding:.9em 2.4em">Add to cart</span><span class="btn">${things.icon(r, 'heart')}</span></div></div></div></div>`;
  return {
    html: framed(c, html, 'product'),
    names: ['product page', 'shopping page', 'online shop'],
    details: [`an online shop selling ${name}`, `product page of ${name} with an add to cart button`, `${name} in a web shop`],
    broader: ['e-commerce', 'web page', 'store website'],
    accent: look.accentName,
  };
}

export function shop(c) {
  const { r, w, look, things } = c;
  const isFood = r.chance(0.35);
  const columns = r.int(3, 5);
  const items = r
    .times(columns * 3, () => {
      const [name, code] = r.pick(isFood ? foods : products);
      return `<div class="card" style="padding:12px"><div class="center" style="height:130px;background:var(--bg)">${things.emoji(code, 96)}</div><div class="cut" style="margin-top:8px">${w.capital(name)}</div><div class="small">${stars(r)}</div><div class="row" style="justify-content:space-between"><b>${w.money()}</b><span class="btn main" style="padding:.2em .7em">+</span></div></div>`;
    })
    .join('');
  const filters = r.chance(0.5)
    ? `<div class="col" style="width:20%;gap:8px"><b>Filter</b>${r.times(10, () => `<span class="row" style="gap:8px"><span class="box ${r.chance(0.3) ? 'on' : ''}"></span>${w.capital(w.noun())}</span>`).join('')}</div>`
    : '';
  const html = `<div class="full">${nav(c, things.icon(r, 'shopping-cart'))}<div class="row" style="align-items:flex-start;padding:20px 5%;gap:24px">${filters}<div class="grow" style="display:grid;grid-template-columns:repeat(${columns},1fr);gap:14px">${items}</div></div></div>`;
  return {
    html: framed(c, html, 'shop'),
    names: isFood
      ? ['food delivery page', 'restaurant menu page', 'food shop']
      : ['online shop', 'web shop', 'product list', 'shopping website'],
    details: [
      'a grid of products with prices',
      ...(filters ? ['shop with filters at the left'] : []),
      isFood ? 'ordering food on a website' : 'buying things on a website',
    ],
    broader: ['e-commerce', 'web page', 'store'],
    accent: look.accentName,
  };
}

export function pricing(c) {
  const { r, w, look } = c;
  const plans = r.some(['Free', 'Basic', 'Pro', 'Team', 'Business', 'Enterprise'], r.int(2, 4));
  const best = r.int(0, plans.length - 1);
  const cards = plans
    .map(
      (plan, i) =>
        `<div class="card col grow" style="padding:28px;${i === best ? 'border:2px solid var(--a);transform:scale(1.04)' : ''}"><h3>${plan}</h3><div><span style="font-size:2.6em;font-weight:700">$${r.int(0, 99)}</span><span class="soft">/month</span></div>${r.times(r.int(4, 7), () => `<div class="row" style="gap:8px"><span class="a">✓</span><span class="cut">${w.title()}</span></div>`).join('')}<span class="btn ${i === best ? 'main' : ''}">Choose ${plan}</span></div>`,
    )
    .join('');
  const html = `<div class="full">${r.chance(0.6) ? nav(c) : ''}<div style="text-align:center;padding:34px 0 26px"><h1 style="font-size:2.2em">${r.pick(['Pricing', 'Choose your plan', 'Simple pricing'])}</h1><p class="soft">${w.sentence()}</p></div><div class="row" style="padding:0 7%;gap:22px;align-items:stretch">${cards}</div></div>`;
  return {
    html: framed(c, html, 'pricing'),
    names: ['pricing page', 'pricing table', 'price plans'],
    details: [`${['two', 'three', 'four'][plans.length - 2]} plans side by side with prices`, 'subscription plans of a service'],
    broader: ['web page', 'website', 'landing page'],
    accent: look.accentName,
  };
}

export function landing(c) {
  const { r, w, look, things } = c;
  const centered = r.chance(0.5);
  const back = r.pick([
    `linear-gradient(${r.int(90, 180)}deg,${look.accent},hsl(${r.int(0, 359)} 60% 35%))`,
    'var(--bg)',
    'photo',
  ]);
  const ink = back === 'var(--bg)' ? 'var(--i)' : '#fff';
  const buttons =
    '<div class="row" style="margin-top:22px;' +
    (centered ? 'justify-content:center' : '') +
    '"><span class="btn main" style="padding:.8em 1.8em">Get started</span><span class="btn" style="background:transparent;color:inherit">Learn more</span></div>';
  const words = `<div style="${centered ? 'text-align:center;max-width:70%;margin:0 auto' : 'width:52%'}"><h1 style="font-size:${r.between(2.6, 3.8)}em;line-height:1.1">${w.headline()}</h1><p style="margin-top:14px;font-size:1.15em;opacity:.85">${w.sentence()}</p>${buttons}</div>`;
  const hero = `<div style="position:relative;padding:${r.int(50, 90)}px 7%;color:${ink};${back === 'photo' ? '' : `background:${back}`}">${back === 'photo' ? `<div class="full" style="filter:brightness(.55)">${photo(r)}</div>` : ''}<div class="row" style="position:relative;gap:40px">${words}${centered ? '' : `<div class="grow card" style="height:260px;overflow:hidden">${r.chance(0.5) ? photo(r) : `<div class="center" style="height:100%">${things.emoji(r.pick(products)[1], 200)}</div>`}</div>`}</div></div>`;
  const features = `<div class="row" style="padding:36px 7%;align-items:flex-start;gap:30px">${r.times(r.int(3, 4), () => `<div class="grow" style="text-align:center"><span class="center fill" style="width:56px;height:56px;border-radius:var(--r);margin:0 auto 12px">${things.anyIcon(r, '28px')}</span><h3>${w.title()}</h3><p class="soft">${w.sentence()}</p></div>`).join('')}</div>`;
  return {
    html: framed(c, `<div class="full">${nav(c, '<span class="btn main">Sign up</span>')}${hero}${features}</div>`, ''),
    names: ['landing page', 'home page', 'website', 'start page of a company'],
    dark: back === 'var(--bg)' ? undefined : null,
    details: [
      'a large headline with buttons on a website',
      ...(back === 'photo' ? ['website with a full-width photo at the top'] : []),
      'a web page with a hero section and features',
    ],
    broader: ['web page', 'web design', 'marketing website'],
    accent: look.accentName,
  };
}

export function article(c) {
  const { r, w, look } = c;
  const kind = r.pick(['blog', 'news', 'wiki', 'docs']);
  const para = () => `<p style="margin-top:14px">${w.paragraph(r.int(3, 6))}</p>`;
  if (kind === 'blog') {
    const html = `<div class="full">${nav(c)}<div style="width:${r.int(56, 74)}%;margin:34px auto"><h1 style="font-size:2.4em;line-height:1.15">${w.headline()}</h1><div class="row soft" style="margin:14px 0">${face(r, w.name(), 36)}${w.name()} · ${w.date()} · ${r.int(2, 14)} min read</div><div style="height:${r.int(200, 320)}px;border-radius:var(--r);overflow:hidden">${photo(r)}</div>${r.times(4, para).join('')}</div></div>`;
    return {
      html: framed(c, html, 'blog'),
      names: ['blog article', 'blog post', 'article'],
      details: ['a long text with a large picture', 'a blog with a headline and an author'],
      broader: ['web page', 'website', 'text page'],
    };
  }
  if (kind === 'news') {
    const html = `<div class="full" style="padding:20px 5%"><h1 style="text-align:center;font:700 44px 'Playfair Display',serif;border-bottom:3px double var(--l);padding-bottom:10px">The ${w.company()} News</h1><div class="row" style="align-items:flex-start;margin-top:18px;gap:26px"><div style="width:58%"><div style="height:290px">${photo(r)}</div><h2 style="font-size:1.9em">${w.headline()}</h2>${para()}</div><div class="grow col">${r.times(5, () => `<div class="row" style="border-bottom:1px solid var(--l);padding-bottom:10px"><div class="grow"><b>${w.headline()}</b><div class="small soft">${w.sentence()}</div></div><div style="width:90px;height:64px">${photo(r)}</div></div>`).join('')}</div></div></div>`;
    return {
      html: framed(c, html, 'news'),
      names: ['news site', 'news page', 'online newspaper', 'newspaper front page'],
      details: ['headlines with pictures', 'a news website with several articles'],
      broader: ['web page', 'website', 'newspaper'],
    };
  }
  if (kind === 'wiki') {
    const html = `<div class="full row" style="gap:0;align-items:flex-start;background:var(--s)"><div class="col small" style="width:17%;padding:18px;gap:6px"><b style="font-size:1.4em">${w.company()}pedia</b>${r.times(14, () => `<span style="color:#3366cc">${w.title()}</span>`).join('')}</div><div class="grow" style="padding:18px 26px"><h1 style="font-family:'DejaVu Serif',serif;font-weight:400;border-bottom:1px solid var(--l)">${w.title()}</h1><div class="card small" style="float:right;width:240px;margin:12px 0 12px 18px;padding:8px"><div style="height:160px">${photo(r)}</div>${r.times(6, () => `<div class="row" style="justify-content:space-between"><b>${w.noun()}</b><span style="color:#3366cc">${w.title()}</span></div>`).join('')}</div>${para()}<div class="card small" style="display:inline-block;padding:10px 18px;margin-top:14px"><b>Contents</b>${r.times(5, i => `<div style="color:#3366cc">${i + 1} ${w.title()}</div>`).join('')}</div><h2 style="border-bottom:1px solid var(--l);margin-top:18px">${w.title()}</h2>${r.times(4, para).join('')}</div></div>`;
    return {
      html: framed(c, html, 'wiki'),
      names: ['wiki page', 'encyclopedia article', 'wiki article'],
      details: ['an article with an info box at the right', 'a page of text with links and contents'],
      broader: ['web page', 'website', 'text page'],
    };
  }
  const language = r.pick(['JavaScript', 'Python', 'Rust', 'JSON']);
  const theme = r.pick(c.highlighter.themes.filter(one => one.dark === look.dark));
  const code = () =>
    `<pre class="hljs" style="padding:14px;border-radius:var(--r);font:13px/1.5 'JetBrains Mono';margin:14px 0">${c.highlighter.paint(program(r, w, language, r.int(5, 10)), languages[language].id)}</pre>`;
  const html = `<style>${theme.css}</style><div class="full">${nav(c, '<span class="field">Search docs</span>')}<div class="row" style="align-items:flex-start;gap:0"><div class="col" style="width:20%;padding:20px;gap:7px;border-right:1px solid var(--l)">${r.times(20, i => `<span class="cut ${i === 3 ? 'a bold' : i % 6 === 0 ? 'bold' : 'soft'}">${w.title()}</span>`).join('')}</div><div class="grow" style="padding:24px 40px"><h1>${w.title()}</h1>${para()}${code()}<h2>${w.title()}</h2>${para()}${code()}${para()}</div></div></div>`;
  return {
    html: framed(c, html, 'docs'),
    names: ['documentation page', 'documentation', 'API reference', 'docs'],
    details: ['software documentation with code blocks', 'a manual page with a list of chapters at the left'],
    broader: ['web page', 'help page', 'website'],
    accent: look.accentName,
  };
}

export function notFound(c) {
  const { r, w, look, things } = c;
  const kind = r.pick(['404', 'loading', 'empty', 'skeleton']);
  const buttons = `<span class="btn main">${r.pick(['Go home', 'Try again', 'Create one'])}</span>`;
  if (kind === '404') {
    const html = `<div class="full center col">${r.chance(0.4) ? things.mood(r.pick(['think', 'cat', 'dog', 'cactus']), 140) : ''}<div class="a" style="font-size:${r.int(90, 170)}px;font-weight:800;line-height:1">404</div><h2>${r.pick(['Page not found', 'Oops! Nothing here', 'This page does not exist'])}</h2><p class="soft">${w.sentence()}</p>${buttons}</div>`;
    return {
      html: framed(c, html, 'missing'),
      names: ['404 page', 'page not found', '404 error', 'error page'],
      details: ['a web page that says that nothing was found', 'large number 404 in the middle'],
      broader: ['web page', 'error', 'website'],
      accent: look.accentName,
    };
  }
  if (kind === 'loading') {
    const size = r.int(60, 150);
    const spinner = r.pick([
      `<div style="width:${size}px;height:${size}px;border-radius:50%;border:${size / 8}px solid var(--l);border-top-color:var(--a)"></div>`,
      `<div style="width:${r.int(300, 520)}px;height:14px;border-radius:7px;background:var(--l)"><div style="height:100%;width:${r.int(15, 85)}%;border-radius:7px;background:var(--a)"></div></div>`,
      `<div class="row">${r.times(3, i => `<i style="width:24px;height:24px;border-radius:50%;background:var(--a);opacity:${1 - i * 0.3}"></i>`).join('')}</div>`,
    ]);
    return {
      html: `<div class="full center col">${spinner}<p class="soft">${r.pick(['Loading…', 'Please wait…', `${r.int(3, 96)} %`])}</p></div>`,
      names: ['loading screen', 'loading spinner', 'progress indicator'],
      details: [
        'an almost empty screen while something loads',
        spinner.includes('width:24px')
          ? 'loading dots'
          : spinner.includes('border-top-color')
            ? 'a round spinner'
            : 'a progress bar',
      ],
      broader: ['user interface', 'waiting screen'],
      accent: look.accentName,
    };
  }
  if (kind === 'empty') {
    const html = `<div class="full">${r.chance(0.5) ? nav(c) : ''}<div class="over"><div class="col" style="align-items:center"><span class="soft">${things.icon(r, r.pick(['folder', 'mail', 'search', 'image', 'box', 'file']), `${r.int(80, 150)}px`)}</span><h2>${r.pick(['Nothing here yet', 'No results', 'Your list is empty', 'No messages'])}</h2><p class="soft">${w.sentence()}</p>${buttons}</div></div></div>`;
    return {
      html,
      names: ['empty state', 'empty page', 'no results page'],
      details: ['an empty screen with an icon and one button', 'an app without any content yet'],
      broader: ['user interface', 'app screen'],
      accent: look.accentName,
    };
  }
  const bar = (width, height) => `<div style="width:${width};height:${height}px;background:var(--l);border-radius:6px"></div>`;
  return {
    html: `<div class="full pad col">${r.times(6, () => `<div class="card pad row"><div style="width:64px;height:64px;border-radius:50%;background:var(--l)"></div><div class="grow col">${bar(`${r.int(30, 60)}%`, 16)}${bar('90%', 12)}${bar('75%', 12)}</div></div>`).join('')}</div>`,
    names: ['skeleton screen', 'loading placeholder', 'skeleton loader'],
    details: ['grey bars in place of content that is loading', 'a page that has not loaded yet'],
    broader: ['user interface', 'loading screen'],
  };
}

export function gallery(c) {
  const { r, w, look } = c;
  const columns = r.int(3, 7);
  const uneven = r.chance(0.4);
  const photos = r
    .times(
      columns * 5,
      () =>
        `<div style="break-inside:avoid;margin-bottom:${look.gap / 2}px;height:${uneven ? r.int(110, 260) : 160}px;border-radius:${look.radius}px;overflow:hidden">${photo(r)}</div>`,
    )
    .join('');
  const head = r.chance(0.7)
    ? `<div class="row" style="padding:16px 20px"><h2 class="grow">${r.pick(['Photos', 'Gallery', 'Album', w.title()])}</h2><span class="soft">${r.int(12, 900)} items</span><span class="btn">Select</span></div>`
    : '';
  return {
    html: framed(
      c,
      `<div class="full">${head}<div style="columns:${columns};column-gap:${look.gap / 2}px;padding:0 12px">${photos}</div></div>`,
      'photos',
    ),
    names: ['photo gallery', 'picture gallery', 'photo album', 'image grid'],
    details: [`many pictures in ${columns} columns`, 'thumbnails of photos in an app'],
    broader: ['website', 'photo app', 'user interface'],
  };
}

export function video(c) {
  const { r, w, look, W } = c;
  const full = r.chance(0.3);
  const player = height =>
    `<div style="position:relative;height:${height};background:#000">${photo(r)}<span class="center" style="position:absolute;left:50%;top:50%;width:84px;height:84px;margin:-42px;border-radius:50%;background:#000a;color:#fff;font-size:34px">▶</span><div class="row" style="position:absolute;left:0;right:0;bottom:0;padding:10px 16px;background:linear-gradient(transparent,#000c);color:#fff"><span>▶</span><span class="small">${r.int(0, 9)}:${r.int(10, 59)} / ${r.int(10, 59)}:${r.int(10, 59)}</span><div class="grow" style="height:4px;background:#fff6"><div style="height:100%;width:${r.int(10, 80)}%;background:${r.pick(['red', look.accent])}"></div></div><span>♪</span><span>□</span></div></div>`;
  const html = full
    ? player('100%')
    : `<div class="full">${nav(c, '<span class="field">Search</span>')}<div class="row" style="align-items:flex-start;padding:20px;gap:22px"><div class="grow">${player(`${Math.round(W * 0.36)}px`)}<h2 style="margin-top:12px">${w.headline()}</h2><div class="row" style="margin-top:10px">${face(r, w.name(), 44)}<div class="grow"><b>${w.name()}</b><div class="small soft">${r.int(1, 900)}K subscribers</div></div><span class="btn main">Subscribe</span></div></div><div class="col" style="width:30%">${r.times(7, () => `<div class="row" style="align-items:flex-start"><div style="width:130px;height:76px;flex:none">${photo(r)}</div><div class="grow small"><b>${w.headline()}</b><div class="soft">${r.int(1, 900)}K views</div></div></div>`).join('')}</div></div></div>`;
  return {
    html: full ? html : framed(c, html, 'watch'),
    names: ['video player', full ? 'full screen video player' : 'video page'],
    details: [
      'a video with a play button',
      full ? 'a video fills the whole screen' : 'a video website with a list of other videos',
      'watching a video',
    ],
    dark: full ? null : undefined,
    broader: ['media player', 'streaming', 'website'],
  };
}
