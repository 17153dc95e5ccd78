// SPDX-License-Identifier: Apache-2.0
/** What nobody honest sends, made from a seed, for the tests of whoever must bear it. */
@NullMarked
package io.lethe.kit.hostile;

import org.jspecify.annotations.NullMarked;
