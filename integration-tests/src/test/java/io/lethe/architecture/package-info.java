// SPDX-License-Identifier: Apache-2.0
/** The arrows between modules and packages, and their marks, held against the compiled classes. */
package io.lethe.architecture;
