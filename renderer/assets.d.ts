/** Stylesheets are taken along by the bundler. */
declare module '*.css';
declare module '@fontsource-variable/*';
