// SPDX-License-Identifier: Apache-2.0
/** {@code lethe demo}: the whole pipeline on real images, told as a table and a page. */
@NullMarked
package io.lethe.cli.demo;

import org.jspecify.annotations.NullMarked;
