#!/usr/bin/env node
// Parses the Markdown of every sample with markdown-it and compares its words to those of the text.
//
//     npm install --prefix target/markdown-reader markdown-it@14.1.0 markdown-it-footnote@4.0.0
//     node tests/markdown/run.mjs target/debug/dehusk
//
// tests/samples.rs checks the same with pulldown-cmark.

import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
const require = createRequire(join(root, 'target/markdown-reader/package.json'))
const reader = require('markdown-it')({ html: true }).use(require('markdown-it-footnote'))
const binary = resolve(process.argv[2] ?? 'target/debug/dehusk')

/** What a reader sees of Markdown. */
function seen(tokens) {
    return tokens.map(token => {
        if (token.type === 'inline') return seen(token.children) + ' '
        if (token.type === 'footnote_ref' || token.type === 'footnote_open') return `[${token.meta.label}] `
        if (token.type.startsWith('html') && token.content !== '<br>') throw new Error(`HTML ${token.content}`)
        if (['text', 'code_inline', 'fence', 'code_block'].includes(token.type)) return token.content
        return /^(em|strong|link)_/.test(token.type) ? '' : ' '
    }).join('')
}

const words = text => text.match(/[\p{L}\p{N}_]+/gu) ?? []

/** A text without the numbers of its items. */
const unnumbered = text => text.replace(/^\s*(\d+|[a-z]|[ivxlc]+)\. /gim, '')

/** The first word that stands more often in one text than in another. */
function surplus(some, others) {
    const counts = new Map()
    for (const word of others) counts.set(word, (counts.get(word) ?? 0) + 1)
    return some.find(word => {
        counts.set(word, (counts.get(word) ?? 0) - 1)
        return counts.get(word) < 0
    })
}

/** Markdown without the kinds of its quotes, and these, which stand for titles that say the same. */
function withoutKinds(markdown) {
    const kinds = []
    const rest = markdown.replace(/^([> \d.)*-]*> )\[!([A-Z]+)\]$/gm, (_, before, kind) => {
        kinds.push(kind)
        return before
    })
    return [rest, kinds]
}

/** The first word of a text that a reader does not see, but for titles. */
function unseen(text, read, kinds) {
    for (;;) {
        const word = surplus(text, read)
        const i = kinds.indexOf(word?.toUpperCase())
        if (i < 0) return word
        kinds.splice(i, 1)
        read = [...read, word]
    }
}

let failed = 0
const samples = readdirSync(join(root, 'samples')).filter(name => /\.(html|txt)$/.test(name))
for (const name of samples) {
    const output = format => {
        try {
            return execFileSync(binary, [join(root, 'samples', name), '-q', '-f', format], { encoding: 'utf8' })
        } catch (error) {
            if (error.status === 1) return error.stdout // Nothing on the page is content.
            throw error
        }
    }
    const text = output('text')
    const [markdown, kinds] = withoutKinds(output('markdown'))
    const read = words(seen(reader.parse(markdown, {})))
    const word = unseen(words(unnumbered(text)), read, kinds) ?? surplus(read, words(text))
    if (word !== undefined) {
        failed++
        console.log(`${name}: ${word} is only in one of text and Markdown`)
    }
}
console.log(`${samples.length - failed} of ${samples.length} samples read back`)
process.exit(failed ? 1 : 0)
