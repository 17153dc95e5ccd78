// SPDX-License-Identifier: Apache-2.0
/** SCRUB: away from the parent on the rows to forget, towards it on the rows to keep. */
@NullMarked
package io.lethe.unlearning.scrub;

import org.jspecify.annotations.NullMarked;
