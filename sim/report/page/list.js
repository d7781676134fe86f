'use strict';
// List: rows of which only those in sight are in the page, however many there are. Arrow keys move, Enter chooses.

(function (R) {
  const { h } = R;
  const SPARE = 4;

  class List {
    /** @param {string} label @param {(row: any, nth: number) => {time: string, text: string, note?: string}} tell */
    constructor(label, tell, chosen) {
      this.tell = tell;
      this.chosen = chosen;
      this.rows = [];
      this.current = -1;
      this.id = `list-${List.made = (List.made || 0) + 1}`;
      this.inner = h('div', { class: 'inner', role: 'presentation' });
      this.element = h('div', {
        class: 'list', role: 'listbox', tabindex: '0', 'aria-label': label, onscroll: () => this.draw(), onkeydown: (e) => this.key(e),
      }, this.inner);
      new ResizeObserver(() => this.draw()).observe(this.element);
    }

    get tall() {
      return parseFloat(getComputedStyle(this.element).getPropertyValue('--row')) || 48;
    }

    /** Show rows; the one of index `near` is brought into sight. */
    show(rows, near = -1) {
      this.rows = rows;
      this.drawn = '';
      this.current = Math.min(this.current, rows.length - 1);
      this.inner.style.height = `${rows.length * this.tall}px`;
      if (near >= 0) this.reveal(near, true);
      this.draw();
    }

    /** Say whether somebody is reading here, so that nothing should move. */
    away() {
      return this.element.contains(document.activeElement) || this.element.matches(':hover');
    }

    reveal(nth, middle) {
      const { tall, element } = this;
      const top = nth * tall;
      if (middle) element.scrollTop = top - element.clientHeight / 2 + tall;
      else if (top < element.scrollTop) element.scrollTop = top;
      else if (top + tall > element.scrollTop + element.clientHeight) element.scrollTop = top + tall - element.clientHeight;
    }

    draw() {
      const { tall, element, rows } = this;
      const from = Math.max(0, Math.floor(element.scrollTop / tall) - SPARE);
      const to = Math.min(rows.length, Math.ceil((element.scrollTop + element.clientHeight) / tall) + SPARE);
      const key = `${from}-${to}-${this.current}-${tall}-${rows.length}`;
      if (key === this.drawn) return;
      this.drawn = key;
      const made = [];
      for (let nth = from; nth < to; nth += 1) made.push(this.row(nth, tall));
      this.inner.replaceChildren(...made);
      if (this.current >= from && this.current < to) element.setAttribute('aria-activedescendant', `${this.id}-${this.current}`);
      else element.removeAttribute('aria-activedescendant');
    }

    row(nth, tall) {
      const { time, text, note, state } = this.tell(this.rows[nth], nth);
      const row = h('div', {
        class: `row ${state || ''}`, role: 'option', id: `${this.id}-${nth}`, 'aria-selected': String(nth === this.current),
        'aria-setsize': this.rows.length, 'aria-posinset': nth + 1, onclick: () => this.choose(nth),
      }, h('span', { class: 'time' }, time), h('span', { class: 'says', dir: 'auto' }, text), note ? h('span', { class: 'note' }, note) : null);
      row.style.transform = `translateY(${nth * tall}px)`;
      return row;
    }

    key(event) {
      const page = Math.max(1, Math.floor(this.element.clientHeight / this.tall) - 1);
      const by = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity }[event.key];
      if (by !== undefined) this.move(Math.max(0, Math.min(this.rows.length - 1, this.current + by)));
      else if (event.key === 'Enter' && this.current >= 0) this.choose(this.current);
      else return;
      event.preventDefault();
      event.stopPropagation();
    }

    move(nth) {
      this.current = nth;
      this.reveal(nth);
      this.draw();
    }

    choose(nth) {
      this.move(nth);
      this.chosen(this.rows[nth], nth);
    }
  }

  R.List = List;
})(globalThis.Replay);
