// SPDX-License-Identifier: Apache-2.0
package io.lethe.build.house;

/**
 * A method or constructor; a record's components are none.
 *
 * @param name class and method, for example {@code WorkLoop.run}
 * @param line where it begins in its file
 * @param parameters how many it takes
 */
record Signature(String name, int line, int parameters) {}
