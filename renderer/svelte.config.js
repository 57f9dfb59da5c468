/** Runes everywhere in our own components; libraries keep the mode they were written in. */
export default {
  vitePlugin: {
    dynamicCompileOptions: ({ filename }) =>
      filename.includes('node_modules') ? undefined : { runes: true },
  },
};
