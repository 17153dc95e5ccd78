// SPDX-License-Identifier: Apache-2.0
/** How long a text may be that somebody else wrote. */
@NullMarked
package io.lethe.domain.text;

import org.jspecify.annotations.NullMarked;
