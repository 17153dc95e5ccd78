// SPDX-License-Identifier: Apache-2.0
/** How long the texts of records may be, by the names of their fields. */
@NullMarked
package io.lethe.schemas.text;

import org.jspecify.annotations.NullMarked;
