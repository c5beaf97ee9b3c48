// Pages with fields to fill in, and the page of the one who did.
import { behind, button, field, framed } from './formParts.mjs';
import { face, photo } from './things.mjs';

export function signIn(c, isNew) {
  const { r, w, look, things } = c;
  const fields = isNew
    ? r.some(['First name', 'Last name', 'Company', 'Phone', 'Country'], r.int(1, 3)).map(label => field(label, '&nbsp;'))
    : [];
  fields.push(field('Email', r.chance(0.5) ? w.email() : 'you@mail.example'), field('Password', '••••••••'));
  if (isNew) fields.push(field('Repeat password', '••••••••'));
  const socials = r.chance(0.5)
    ? `<div class="row soft" style="justify-content:center">— or —</div>${r.times(r.int(1, 3), () => `<span class="btn">${things.icon(r, r.pick(['globe', 'mail', 'user', 'phone']))} Continue with ${w.company()}</span>`).join('')}`
    : '';
  const extra = isNew
    ? '<div class="row small"><span class="box on"></span>I agree to the terms</div>'
    : '<div class="row small" style="justify-content:space-between"><span class="row" style="gap:6px"><span class="box"></span>Remember me</span><span class="a">Forgot password?</span></div>';
  const logo = `<div class="col" style="align-items:center;gap:6px"><span class="center fill" style="width:52px;height:52px;border-radius:${r.pick([8, 26])}px;font-size:26px">${things.anyIcon(r)}</span><h2>${isNew ? 'Create account' : r.pick(['Sign in', 'Log in', 'Welcome back'])}</h2></div>`;
  const form = `<div class="col" style="gap:14px">${logo}${fields.join('')}${extra}${button(isNew ? 'Sign up' : 'Log in', true)}${socials}</div>`;
  const split = r.chance(0.35);
  const html = split
    ? `<div class="full row" style="gap:0;align-items:stretch"><div style="width:50%">${r.chance(0.5) ? photo(r) : `<div style="height:100%;background:linear-gradient(150deg,${look.accent},#0008)" class="center"><h1 style="color:#fff;font-size:44px">${w.company()}</h1></div>`}</div><div class="center grow" style="background:var(--s)"><div style="width:64%">${form}</div></div></div>`
    : behind(c) + `<div class="over"><div class="card" style="width:${r.int(340, 420)}px;padding:32px">${form}</div></div>`;
  return {
    html: framed(c, html, `${w.company().toLowerCase()}.example/login`),
    names: isNew
      ? ['sign-up form', 'registration form', 'sign up page', 'create account page']
      : ['login form', 'login page', 'sign in page', 'log in screen'],
    details: [
      isNew ? 'a form to create a new account' : 'email and password fields with a log in button',
      split ? 'a page with the form at the right half' : `a ${isNew ? 'registration' : 'login'} box in the middle of the page`,
      ...(socials ? ['social login buttons below a form'] : []),
    ],
    broader: ['form', 'web page', 'user interface'],
    accent: look.accentName,
  };
}

export function checkout(c) {
  const { r, w, look, things } = c;
  const items = r
    .times(
      r.int(2, 4),
      () =>
        `<div class="row" style="padding:8px 0;border-bottom:1px solid var(--l)"><span class="card center" style="width:46px;height:46px">${things.anyIcon(r)}</span><span class="grow cut">${w.title()}</span><b>${w.money()}</b></div>`,
    )
    .join('');
  const pair = (a, b) => `<div class="row"><div class="grow">${a}</div><div class="grow">${b}</div></div>`;
  const html = `<div class="full" style="padding:24px 5%"><h1 style="margin-bottom:16px">Checkout</h1><div class="row" style="align-items:flex-start;gap:28px"><div class="card pad col grow"><h3>Shipping address</h3>${pair(field('First name', '&nbsp;'), field('Last name', '&nbsp;'))}${field('Street', '&nbsp;')}${pair(field('City', '&nbsp;'), field('Postal code', '&nbsp;'))}<h3>Payment</h3>${field('Card number', '•••• •••• •••• 4242')}${pair(field('Expires', 'MM / YY'), field('CVC', '•••'))}${button(`Pay ${w.money()}`, true)}</div><div class="card pad" style="width:34%"><h3>Order summary</h3>${items}<div class="row" style="justify-content:space-between;padding-top:12px"><b>Total</b><b>${w.money()}</b></div></div></div></div>`;
  return {
    html: framed(c, html, `${w.company().toLowerCase()}.example/checkout`),
    names: ['checkout form', 'checkout page', 'payment form', 'payment page'],
    details: [
      'a form with address and credit card fields',
      'online shop checkout with an order summary',
      'paying by credit card on a website',
    ],
    broader: ['form', 'online shop', 'e-commerce', 'web page'],
    accent: look.accentName,
  };
}

export function contact(c) {
  const { r, w, look, things } = c;
  const survey = r.chance(0.4);
  const questions = r
    .times(
      r.int(3, 5),
      () =>
        `<div class="col" style="gap:6px"><b>${w.sentence(6).replace('.', '?')}</b>${r.times(r.int(3, 4), i => `<div class="row" style="gap:8px"><span class="box ${i === 1 ? 'on' : ''}" style="border-radius:50%"></span>${w.title()}</div>`).join('')}</div>`,
    )
    .join('');
  const form = survey
    ? questions
    : [
        field('Name', '&nbsp;'),
        field('Email', '&nbsp;'),
        r.chance(0.5) ? field('Subject', '&nbsp;') : '',
        field('Message', '&nbsp;', `height:${r.int(100, 180)}px`),
      ].join('');
  const aside =
    !survey && r.chance(0.5)
      ? `<div class="col soft" style="width:30%">${['map-pin', 'phone', 'mail'].map(name => `<div class="row"><span class="a">${things.icon(r, name)}</span><span class="cut">${w.title()}</span></div>`).join('')}</div>`
      : '';
  const html = `<div class="full row" style="justify-content:center;align-items:flex-start;padding:30px;gap:30px"><div class="card pad col" style="width:${aside ? 55 : r.int(48, 75)}%"><h1>${survey ? 'Survey' : r.pick(['Contact us', 'Get in touch', 'Send us a message'])}</h1><p class="soft">${w.sentence()}</p>${form}<div>${button(survey ? 'Next' : 'Send', true)}</div></div>${aside}</div>`;
  return {
    html: framed(c, html, `${w.company().toLowerCase()}.example/contact`),
    names: survey ? ['survey form', 'questionnaire', 'online survey'] : ['contact form', 'contact page', 'contact us page'],
    details: survey
      ? ['a form with radio buttons', 'multiple choice questions on a web page']
      : ['a form with name, email and message', 'a web form with a large text box'],
    broader: ['form', 'web form', 'web page'],
    accent: look.accentName,
  };
}

export function profile(c) {
  const { r, w, look } = c;
  const name = w.name();
  const html = `<div class="full"><div style="height:32%">${r.chance(0.6) ? photo(r) : `<div style="height:100%;background:${look.accent}"></div>`}</div><div style="padding:0 7%;margin-top:-60px;position:relative"><div class="row" style="align-items:flex-end">${face(r, name, 130)}<div class="grow"><h1>${name}</h1><span class="soft">${w.email()}</span></div>${button('Follow', true)}${button('Message')}</div><div class="row" style="margin:20px 0;gap:30px">${['Posts', 'Followers', 'Following'].map(label => `<span><b>${r.int(10, 999)}</b> ${label}</span>`).join('')}</div><p>${w.paragraph(2)}</p><div style="display:grid;grid-template-columns:repeat(3,1fr);gap:8px;margin-top:18px">${r.times(6, () => `<div style="height:150px">${photo(r)}</div>`).join('')}</div></div></div>`;
  return {
    html: framed(c, html, `${w.company().toLowerCase()}.example/profile`),
    names: ['profile page', 'user profile', 'social media profile'],
    details: ['a profile with a round picture and a cover photo', 'social network page of a person with a follow button'],
    broader: ['web page', 'social media', 'website'],
    accent: look.accentName,
  };
}
