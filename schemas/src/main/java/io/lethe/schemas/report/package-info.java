/** Verification reports as signed statements. */
@NullMarked
package io.lethe.schemas.report;

import org.jspecify.annotations.NullMarked;
