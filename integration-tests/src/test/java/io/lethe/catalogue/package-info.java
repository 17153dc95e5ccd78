/** The topic catalogue against what services open and what the documentation says. */
package io.lethe.catalogue;
