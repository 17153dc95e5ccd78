// SPDX-License-Identifier: Apache-2.0
/** Lethe's science as a library. */
package io.lethe.examples;
