/** An extension of a telephone switch. What is longer is a number, and that says its country in E.164. */
export const EXTENSION = /^[0-9*#]{1,6}$/;
