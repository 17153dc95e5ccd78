/** Verification reports as signed statements. */
package io.lethe.kit.report;
