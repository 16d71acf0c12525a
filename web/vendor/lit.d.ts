// The types of the parts of Lit that vendor/lit.js exports; the package itself is only needed for the type check.
export { LitElement, css, html, noChange, nothing, render, svg } from "lit";
export type { CSSResult, PropertyDeclarations, PropertyValues, SVGTemplateResult, TemplateResult } from "lit";
export { Directive, PartType, directive } from "lit/directive.js";
export type { ElementPart, PartInfo } from "lit/directive.js";
export { classMap } from "lit/directives/class-map.js";
export { guard } from "lit/directives/guard.js";
export { ifDefined } from "lit/directives/if-defined.js";
export { keyed } from "lit/directives/keyed.js";
export { live } from "lit/directives/live.js";
export { createRef, ref } from "lit/directives/ref.js";
export type { Ref } from "lit/directives/ref.js";
export { repeat } from "lit/directives/repeat.js";
