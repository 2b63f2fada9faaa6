// Names that no package.json lists and no file has: a framework makes them up while it builds, or a package that is
// listed brings the other along.
import type { Project } from '../project.ts'

/** By the package that provides them: `x` is also every part of x, `x*` is whatever begins so. */
const PROVIDED_BY: Record<string, string> = {
  '@angular/core': 'tslib zone.js',
  '@builder.io/qwik': '@qwik-client-manifest @builder.io/*',
  '@builder.io/qwik-city': '@qwik-city-* @qwik-client-manifest',
  '@docusaurus/core': '@theme/* @theme-original/* @theme-init/* @site/* @generated/* @docusaurus/* react-router-dom',
  '@mui/material': '@mui/system @mui/utils @mui/types @mui/styled-engine react react-dom',
  '@nestjs/core': '@nestjs/common reflect-metadata rxjs',
  '@playwright/test': 'playwright playwright-core',
  '@reduxjs/toolkit': 'redux redux-thunk reselect immer',
  '@sveltejs/kit': '@sveltejs/vite-plugin-svelte svelte vite esm-env',
  '@types/react': 'csstype',
  '@vue/cli-service': '@vue/* webpack',
  '@wordpress/scripts': '@wordpress/* react react-dom jquery lodash webpack',
  'ember-cli': '@ember/* @glimmer/* @ember-data/* ember rsvp qunit htmlbars-inline-precompile require',
  'ember-source': '@ember/* @glimmer/* @ember-data/* ember rsvp',
  'expo-router': '@react-navigation/* @expo/*',
  'react-dom': 'react scheduler',
  'react-native': '@react-native/* react-devtools-core metro*',
  'react-scripts': '@jest/* jest-* webpack',
  'socket.io': 'engine.io socket.io-adapter socket.io-parser',
  antd: 'dayjs @ant-design/* rc-* react react-dom',
  d3: 'd3-*',
  eslint: '@eslint/* espree eslint-scope eslint-visitor-keys',
  expo: '@expo/* expo-asset expo-constants expo-file-system expo-font expo-keep-awake expo-modules-core metro*',
  express:
    'accepts body-parser cookie cookie-signature debug depd etag finalhandler fresh merge-descriptors mime-types qs router send serve-static',
  gatsby: '@reach/router @gatsbyjs/* gatsby-* graphql react react-dom',
  jest: '@jest/* jest-* expect pretty-format',
  next: 'client-only server-only styled-jsx @next/* react react-dom',
  nitropack: 'h3 ofetch ufo defu unstorage destr ohash db0 consola std-env pathe scule hookable',
  nuxt:
    'vue vue-router @vue/* @nuxt/* @unhead/* unhead h3 ofetch ufo defu unstorage nitropack nitro vite destr ohash consola ' +
    'std-env pathe scule hookable klona cookie-es radix3 unctx',
  obsidian: '@codemirror/* @lezer/* electron moment',
  parcel: '@parcel/*',
  rollup: 'estree',
  storybook: '@storybook/*',
  svelte: 'esm-env estree-walker',
  tailwindcss: 'postcss postcss-selector-parser',
  'ts-jest': '@jest/* jest-*',
  unocss: 'uno.css @unocss/*',
  vite: 'esbuild rollup postcss',
  vitepress: 'vue @vue/* vite @vueuse/core',
  vitest: 'vite chai @vitest/* pathe tinyspy',
  vue: '@vue/* csstype',
  vuepress: 'vue vue-router @vuepress/* @theme/* @theme-* @alias/* @temp/* @internal/* @client-*',
  webpack: 'tapable webpack-sources schema-utils enhanced-resolve watchpack acorn terser-webpack-plugin estree',
  wxt: 'wxt #imports vite webextension-polyfill',
}

/** Packages of a family that stand for the one with the table's entry. */
const FAMILIES: [pattern: RegExp, representative: string][] = [
  [/^@storybook\//, 'storybook'],
  [/^@unocss\//, 'unocss'],
  [/^@nuxt(?:js)?\//, 'nuxt'],
  [/^@wordpress\//, '@wordpress/scripts'],
  [/^nitro$/, 'nitropack'],
  [/^(?:@types\/jest|babel-jest|jest-.+)$/, 'jest'],
]

/** What programs that run scripts give them without a package. */
const PROVIDED_BY_HOSTS = 'k6 vscode bun'

/** What a file of the project stands for. */
const PROVIDED_BESIDE: [pattern: RegExp, names: string][] = [
  [/(?:^|\/)\.meteor\//, 'meteor meteor/*'],
  [/(?:^|\/)importmap\.rb$/, '*'],
]

export type ProvidedNames = { exact: Set<string>; prefixes: string[] }

export function readProvidedNames({ paths }: Project, dependencies: ReadonlySet<string>): ProvidedNames {
  const lists = [PROVIDED_BY_HOSTS]
  for (const name of dependencies) {
    const family = FAMILIES.find(([pattern]) => pattern.test(name))?.[1]
    for (const provider of [name, family ?? name]) {
      if (Object.hasOwn(PROVIDED_BY, provider)) lists.push(PROVIDED_BY[provider] ?? '')
    }
  }
  for (const [pattern, names] of PROVIDED_BESIDE) {
    for (const path of paths) if (pattern.test(path)) lists.push(names)
  }
  const names = new Set(lists.join(' ').split(' '))
  return {
    exact: new Set([...names].filter((name) => !name.endsWith('*'))),
    prefixes: [...names].filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1)),
  }
}

export function isProvided({ exact, prefixes }: ProvidedNames, name: string, packageName: string): boolean {
  return exact.has(name) || exact.has(packageName) || prefixes.some((prefix) => name.startsWith(prefix))
}
