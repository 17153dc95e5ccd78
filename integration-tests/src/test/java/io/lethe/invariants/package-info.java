// SPDX-License-Identifier: Apache-2.0
/** The design's invariants as executable checks over the topics of a finished run. */
package io.lethe.invariants;
