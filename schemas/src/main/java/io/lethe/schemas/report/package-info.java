/** Verification reports as signed statements. */
package io.lethe.schemas.report;
