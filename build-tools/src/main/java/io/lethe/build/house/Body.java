// SPDX-License-Identifier: Apache-2.0
package io.lethe.build.house;

/**
 * A method or constructor that has a body.
 *
 * @param name class and method, for example {@code WorkLoop.run}
 * @param line where it begins in its file
 * @param lines lines between its braces
 */
record Body(String name, int line, int lines) {}
