// SPDX-License-Identifier: Apache-2.0
/** The topic catalogue against what services open and what the documentation says. */
package io.lethe.catalogue;
