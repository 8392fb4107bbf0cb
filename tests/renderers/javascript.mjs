// Renders Markdown with JavaScript renderers, and checks the results of all renderers.
//
//     node javascript.mjs render PAGES > RENDERED        `{"id", "markdown"}` to `{"renderer", "id", "html"}`, one per line
//     node javascript.mjs check PAGES RENDERED... > PROBLEMS   to `{"renderer", "id", "problem"}`

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const folder = resolve(import.meta.dirname, '../../target/renderers')
const require = createRequire(join(folder, 'package.json'))
const load = name => import(pathToFileURL(require.resolve(name)))

/** The values of a file of JSON Lines. */
function* lines(file) {
    for (const line of readFileSync(file, 'utf8').split('\n')) if (line) yield JSON.parse(line)
}

const write = value => process.stdout.write(JSON.stringify(value) + '\n')

async function renderers() {
    const { marked } = await load('marked')
    const { default: markdownIt } = await load('markdown-it')
    const { default: footnote } = await load('markdown-it-footnote')
    const { micromark } = await load('micromark')
    const { gfm } = await load('micromark-extension-gfm')
    const autolink = await load('micromark-extension-gfm-autolink-literal')
    const notes = await load('micromark-extension-gfm-footnote')
    const del = await load('micromark-extension-gfm-strikethrough')
    const table = await load('micromark-extension-gfm-table')
    const tasks = await load('micromark-extension-gfm-task-list-item')
    const it = markdownIt({ html: true, linkify: true }).use(footnote)
    // GitHub's tag filter is not used: it escapes only some elements.
    const parts = [autolink.gfmAutolinkLiteralHtml, notes.gfmFootnoteHtml, del.gfmStrikethroughHtml, table.gfmTableHtml]
    const options = {
        allowDangerousHtml: true,
        allowDangerousProtocol: true,
        extensions: [gfm()],
        htmlExtensions: [...parts, tasks.gfmTaskListItemHtml].map(part => part()),
    }
    return {
        marked: text => marked.parse(text),
        'markdown-it': text => it.render(text),
        micromark: text => micromark(text, options),
    }
}

const ELEMENTS = new Set(('a b blockquote br code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img input li ol p pre s ' +
    'section span strong sub sup table tbody td tfoot th thead tr ul html head body').split(' '))
const ATTRIBUTES = new Set(('id class align start alt title lang data-footnotes data-footnote-ref data-footnote-backref ' +
    'data-footnote-backref-idx data-math-style aria-label aria-describedby role dir').split(' '))

/** Whether an address has an allowed scheme, or none, for any reader. */
function isSafe(address) {
    const begin = address.replace(/[\s\p{Cc}]/gu, '').split(/[/?#]/)[0]
    const colon = begin.indexOf(':')
    return colon < 0 || ['http', 'https', 'mailto', 'ftp'].includes(begin.slice(0, colon).toLowerCase())
}

/** An address as another that leads to the same place has it. */
function same(address) {
    const bare = address.replaceAll('%26', '&')
    return URL.canParse(bare, 'https://b.invalid/') ? new URL(bare, 'https://b.invalid/').href : bare
}

function problemOf({ attrs, tagName }, images) {
    if (!ELEMENTS.has(tagName)) return `<${tagName}>`
    const isFine = ({ name, value }) => {
        if (tagName === 'a' && name === 'href') return isSafe(value)
        // mistune's replacement for an unsafe URL.
        if (tagName === 'img' && name === 'src') return value === '#harmful-link' || images.has(same(value))
        if (tagName === 'input' && name === 'type') return value === 'checkbox'
        if (tagName === 'input') return ['checked', 'class', 'disabled'].includes(name)
        if (name === 'style') return /^t[dh]$/.test(tagName) && /^text-align: ?(left|right|center);?$/.test(value)
        return ATTRIBUTES.has(name)
    }
    const bad = attrs.find(attribute => !isFine(attribute))
    return bad && `<${tagName} ${bad.name}=${JSON.stringify(bad.value)}>`
}

async function check(files) {
    const { parse } = await load('parse5')
    const walk = function* (node) {
        const stack = [node]
        while (stack.length) {
            const node = stack.pop()
            yield node
            stack.push(...(node.content ?? node).childNodes?.toReversed() ?? [])
        }
    }
    const pages = new Map()
    for (const page of lines(files.shift())) {
        const images = [...walk(parse(page.html))].filter(node => node.tagName === 'img')
        pages.set(page.id, new Set(images.map(node => same(node.attrs.find(a => a.name === 'src')?.value ?? ''))))
    }
    for (const file of files) {
        for (const { renderer, id, html } of lines(file)) {
            for (const node of walk(parse(html))) {
                const isPlain = /^#(text|document)/.test(node.nodeName)
                const problem = isPlain ? undefined : node.tagName ? problemOf(node, pages.get(id)) : node.nodeName
                if (problem) {
                    write({ renderer, id, problem })
                    break
                }
            }
        }
    }
}

const [what, ...files] = process.argv.slice(2)
if (what === 'check') {
    await check(files)
} else {
    const all = Object.entries(await renderers())
    for (const page of lines(files[0])) {
        for (const [renderer, render] of all) write({ renderer, id: page.id, html: render(page.markdown) })
    }
}
