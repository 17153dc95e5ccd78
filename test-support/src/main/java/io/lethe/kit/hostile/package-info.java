// SPDX-License-Identifier: Apache-2.0
/** What nobody honest sends, made from a seed, for the tests of whoever must bear it. */
package io.lethe.kit.hostile;
